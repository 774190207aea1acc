import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootLoaderFiles } from '../../install/source/source.ts';
import { type Architecture, ownArchitecture } from '../../lib/architecture.ts';
import { runTool } from '../build/run-tool.ts';

interface Options {
  /** The project's folder. */
  readonly project: string;
  readonly architecture: Architecture;
  /** Where Debian's grub-*-bin packages have their files. */
  readonly grub?: string;
}

interface Loader {
  readonly file: string;
  /** GRUB's name of the platform. */
  readonly format: string;
  /** Folder of grub.cfg; `,gpt2` is the second partition of the disk that was started from. */
  readonly prefix: string;
}

const { core, uefi, menu, bootSector } = bootLoaderFiles;

const loaders: Readonly<Record<Architecture, readonly Loader[]>> = {
  amd64: [
    { file: core.gpt, format: 'i386-pc', prefix: '(,gpt2)/grub' },
    { file: core.mbr, format: 'i386-pc', prefix: '(,msdos1)/grub' },
    { file: uefi.amd64, format: 'x86_64-efi', prefix: '/grub' },
  ],
  arm64: [{ file: uefi.arm64, format: 'arm64-efi', prefix: '/grub' }],
};

/**
 * What the installer puts on disks, whole: no module is loaded from a disk that may be the trouble.
 * @returns name to file
 */
export async function makeBootLoader(
  folder: string,
  { project, architecture, grub = '/usr/lib/grub' }: Options,
): Promise<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  const list = readFileSync(join(project, 'config/boot/grub-disk-modules.txt'), 'utf8');
  const embedded = join(folder, 'embedded');
  const [memdisk, first] = await makeEmbedded(embedded, project);
  for (const { file, format, prefix } of loaders[architecture]) {
    await runTool([
      ...['grub-mkimage', '-O', format, '-d', join(grub, format), '-m', memdisk, '-c', first],
      // After the memdisk, which would be the prefix.
      ...['-p', prefix, '-o', join(folder, file), ...modulesFor(format, list)],
    ]);
  }
  rmSync(embedded, { recursive: true });
  copyFileSync(join(project, 'config/boot/grub-disk.cfg'), join(folder, menu));
  if (architecture === 'amd64') {
    copyFileSync(join(grub, 'i386-pc/boot.img'), join(folder, bootSector));
  }
  return Object.fromEntries(readdirSync(folder).map((name) => [name, join(folder, name)]));
}

/** Files that are in the image itself, as an archive, and what GRUB does first: its parser for that knows no `if`. */
async function makeEmbedded(folder: string, project: string): Promise<[string, string]> {
  const [memdisk, first] = [join(folder, 'memdisk.tar'), join(folder, 'first.cfg')];
  mkdirSync(folder);
  copyFileSync(join(project, 'config/boot/grub-embedded.cfg'), join(folder, 'embedded.cfg'));
  copyFileSync(join(project, 'config/boot/grub-disk.cfg'), join(folder, 'grub.cfg'));
  const sameEveryTime = ['--owner=0', '--group=0', '--mode=0644', '--mtime=@0', '--format=ustar'];
  await runTool([
    ...['tar', '--create', `--file=${memdisk}`, `--directory=${folder}`],
    ...[...sameEveryTime, 'embedded.cfg', 'grub.cfg'],
  ]);
  writeFileSync(first, 'normal (memdisk)/embedded.cfg\n');
  return [memdisk, first];
}

/** What they are made of; GRUB's kernel says which version it is. */
export function bootLoaderInputs(project: string, grub = '/usr/lib/grub'): (string | Buffer)[] {
  const own = ['grub-disk-modules.txt', 'grub-disk.cfg', 'grub-embedded.cfg'].map((name) =>
    readFileSync(join(project, 'config/boot', name)),
  );
  const formats = new Set(loaders[ownArchitecture].map(({ format }) => format));
  return [...own, ...[...formats].map((format) => readFileSync(join(grub, format, 'kernel.img')))];
}

/** Lines `PLATFORM: MODULE…`; `all` is every platform. */
export function modulesFor(format: string, list: string): string[] {
  return list
    .split('\n')
    .map((line) => line.replace(/#.*/, '').split(':'))
    .filter(([platform = '']) => [format, 'all'].includes(platform.trim()))
    .flatMap(([, modules = '']) => modules.split(/\s+/).filter(Boolean));
}
