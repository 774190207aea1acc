import { renderBlock } from './environment-block.ts';
import { systemFolder } from './places.ts';
import { componentsOf, type Generation, renderGeneration } from './record.ts';

/** What the boot loader loads, and checks the digest of while a generation is on trial. */
const loaded = ['vmlinuz', 'initrd'] as const;

/** All files of `generations/<N>`; the record is the last to be written. */
export function generationFiles(generation: Generation): Record<string, Buffer | string> {
  return { ...bootFiles(generation), 'generation.json': renderGeneration(generation) };
}

/** Those that are read before there is anything that reads JSON. */
export function bootFiles(generation: Generation): Record<string, Buffer> {
  return { 'boot.env': bootEnvironment(generation), 'boot.sha256': bootDigests(generation) };
}

/** As an environment block, since GRUB takes variables from that without executing anything. */
function bootEnvironment(generation: Generation): Buffer {
  const folders = componentsOf(generation).map(([name, { folder }]) => [
    name,
    `${systemFolder}/${name}/${folder}`,
  ]);
  return renderBlock({ generation: String(generation.number), ...Object.fromEntries(folders) });
}

function bootDigests({ components: { kernel } }: Generation): Buffer {
  const lines = loaded.map((name) => `${kernel.files[name]?.sha256 ?? ''}  ${name}\n`);
  return Buffer.from(lines.join(''));
}
