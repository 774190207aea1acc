import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const machines = fileURLToPath(new URL('../vm', import.meta.url));

/** Tests in machines that take four minutes and more, the longest first. */
const longest = [
  'installed/bad-trials',
  'takeover',
  'installed/good-trial',
  'media',
  'power-cut/installation',
  'console',
  'grub-disk',
  'installed/install',
  'installed/interactive',
  'installed/netboot-install',
].map((name) => `${machines}/${name}.test.ts`);

/**
 * What takes longest is begun first: begun last, it would leave the other processor without work. The runner itself goes by the size of
 * the files where it has never run before.
 */
// biome-ignore lint/style/noDefaultExport: as all that extends the runner.
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = longest.filter((file) => !existsSync(file));
    if (gone.length > 0) {
      throw new Error(`longest-first.ts names what is not there: ${gone.join(', ')}`);
    }
    const sorted = await super.sort(files);
    const isInMachine = ({ moduleId }: TestSpecification) => moduleId.startsWith(`${machines}/`);
    return [
      ...sorted.filter((file) => !isInMachine(file)),
      ...sorted.filter(isInMachine).sort((one, other) => place(one) - place(other)),
    ];
  }
}

function place({ moduleId }: TestSpecification): number {
  const index = longest.indexOf(moduleId);
  return index === -1 ? longest.length : index;
}
