import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256OfFile } from '../build/file-digest.ts';
import { runTool } from '../build/run-tool.ts';
import type { Epoch } from '../build/squashfs.ts';

/** Label by which a booted system finds its medium; k3OS's. */
export const mediumLabel = 'K3OS';

export interface MediumComponent {
  readonly version: string;
  /** Name in its folder → where it is. */
  readonly files: Readonly<Record<string, string>>;
}

export interface IsoParts {
  /** What is installed from it, in the folders that an installed disk has. */
  readonly components: Readonly<Record<string, MediumComponent>>;
  /** Debian's name of the machines that it is for. */
  readonly architecture: string;
  /** Text of the boot menu, and further files: path to content. */
  readonly menu: string;
  readonly files?: Readonly<Record<string, Buffer>>;
  /** Text of the user's config.yaml. */
  readonly config: string | undefined;
  readonly epoch: Epoch;
}

/** `folder` becomes the tree of the medium, `file` an ISO that boots as CD and as disk, on BIOS and UEFI. */
export async function makeIso(folder: string, file: string, parts: IsoParts): Promise<void> {
  await addComponents(join(folder, 'k3os/system'), parts);
  mkdirSync(join(folder, 'boot/grub'), { recursive: true });
  writeFileSync(join(folder, 'boot/grub/grub.cfg'), parts.menu);
  for (const [path, content] of Object.entries(parts.files ?? {})) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  if (parts.config !== undefined) {
    writeFileSync(join(folder, 'k3os/system/config.yaml'), parts.config, { mode: 0o600 });
  }

  const date = new Date(parts.epoch * 1000)
    .toISOString()
    .replace(/[-:T]/g, '')
    .slice(0, 16)
    .replace('.', '');
  const tools = addSteadyMformat(`${folder}-tools`);
  await runTool(
    [
      'grub-mkrescue',
      `--output=${file}`,
      ...['--product-name=k3os', '--modules=part_gpt part_msdos'],
      // Eleven megabytes for a menu in English on a text console.
      ...['--locales=', '--fonts=', '--themes='],
      folder,
      '--',
      ...['-volid', mediumLabel],
      ...['-volume_date', 'all_file_dates', 'set_to_mtime'],
      ...['-volume_date', 'uuid', `${date.padEnd(16, '0')}`],
      ...['-chown_r', '0', '/', '--', '-chgrp_r', '0', '/', '--'],
      ...['-alter_date_r', 'b', `=${parts.epoch}`, '/', '--'],
    ],
    {
      env: {
        ...{ SOURCE_DATE_EPOCH: String(parts.epoch), TZ: 'UTC' },
        PATH: `${tools}:${process.env.PATH}`,
      },
    },
  );
  rmSync(tools, { recursive: true });
}

/** The file system of the UEFI loader gets a random number from mformat, which grub-mkrescue starts without saying which. */
function addSteadyMformat(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const script = `#!/bin/sh\nPATH='${process.env.PATH}' exec mformat -N 4b334f53 "$@"\n`;
  writeFileSync(join(folder, 'mformat'), script);
  chmodSync(join(folder, 'mformat'), 0o755);
  return folder;
}

/** The manifest is what an installer goes by: it finds a scratched CD before it touches a disk. */
async function addComponents(
  folder: string,
  { components, architecture }: Pick<IsoParts, 'components' | 'architecture'>,
): Promise<void> {
  const listed: Record<string, unknown> = {};
  for (const [name, { version, files }] of Object.entries(components)) {
    const target = join(folder, name, version);
    mkdirSync(target, { recursive: true });
    const entries: Record<string, { size: number; sha256: string }> = {};
    for (const [file, source] of Object.entries(files)) {
      copyFileSync(source, join(target, file));
      chmodSync(join(target, file), 0o644);
      entries[file] = { size: statSync(source).size, sha256: await sha256OfFile(source) };
    }
    symlinkSync(version, join(folder, name, 'current'));
    listed[name] = { version, files: entries };
  }
  const manifest = { architecture, components: listed };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
