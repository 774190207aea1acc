import { must } from '../../effects/must.ts';
import type { System } from '../../effects/system.ts';
import { OperationError } from '../../errors.ts';
import { generationFiles } from '../../generations/boot-files.ts';
import { blockFiles, generationFolder, systemFolder } from '../../generations/places.ts';
import { componentsOf, type Generation } from '../../generations/record.ts';
import { digest } from '../../lib/digest.ts';
import { takeFolders } from './boot-partition-files.ts';
import { type Progress, workplaces } from './progress.ts';
import { forget } from './windows.ts';
import { configFile } from './write-state.ts';

/** Hundreds of megabytes on an old disk. */
const slow = 15 * 60_000;

/**
 * From the disk and not from memory: the file system is without a flaw, and all that was written is there to the last byte.
 * It is not mounted again for that, since whoever took over our mounts in the meantime, a container, would still have it.
 */
export async function checkState(progress: Progress): Promise<void> {
  const { system, config } = progress.installation;
  const device = await progress.device('state');
  await forget(system, device);
  await must(system, ['e2fsck', '-f', '-n', device], { timeoutMs: slow });

  const wanted = [
    ...filesOf(progress.generation),
    ...recordsOf(progress.generation),
    { path: configFile, sha256: digest(config) },
  ];
  for (const { path, sha256 } of wanted) {
    const found = await digestOnDisk(system, device, path);
    if (found !== sha256) {
      throw notKept(path);
    }
  }
}

/** A file has a hundred megabytes, and the machine may have little memory. */
const digestScript = 'debugfs -R "cat $2" "$1" 2>/dev/null | sha256sum';

async function digestOnDisk(system: System, device: string, path: string): Promise<string> {
  const argv = ['sh', '-c', digestScript, 'sh', device, path];
  return (await must(system, argv, { timeoutMs: slow })).slice(0, 64);
}

function notKept(path: string): OperationError {
  return new OperationError(
    `${path} is not what was written: the disk does not keep it; see dmesg, and replace the disk`,
  );
}

function filesOf(generation: Generation): { path: string; sha256: string }[] {
  return componentsOf(generation).flatMap(([name, { folder, files }]) =>
    Object.entries(files).map(([file, { sha256 }]) => ({
      path: `${systemFolder}/${name}/${folder}/${file}`,
      sha256,
    })),
  );
}

function recordsOf(generation: Generation): { path: string; sha256: string }[] {
  const folder = generationFolder({ folder: systemFolder }, generation.number);
  return Object.entries(generationFiles(generation)).map(([name, content]) => ({
    path: `${folder}/${name}`,
    sha256: digest(content),
  }));
}

function refuseOthers({ files }: System, wanted: readonly [string, string | undefined][]): void {
  const other = wanted.find(([path, sha256]) => files.digest(path)?.sha256 !== sha256);
  if (other !== undefined) {
    throw notKept(other[0]);
  }
}

/** With the boot loader's own code as well, where there is that: it knows other things of file systems than Linux does. */
export async function checkBoot(progress: Progress): Promise<void> {
  await compareBoot(progress);
  const { status } = await progress.installation.system.exec(['grub-fstest', '--version']);
  if (status === 0) {
    await askBootLoader(progress);
  }
}

/** The environment blocks count most: without them the boot loader starts nothing new. */
async function compareBoot(progress: Progress): Promise<void> {
  const { system } = progress.installation;
  const device = await progress.device('boot');
  await forget(system, device);
  system.files.makeDirectory(workplaces.bootRead, { mode: 0o700 });
  await takeFolders(system, device, ['grub', 'EFI'], workplaces.bootRead);
  const names = [...blockFiles, 'grub/grub.cfg', 'grub/install.env', ...firmwareFiles(progress)];
  refuseOthers(
    system,
    names.map((name) => [
      `${workplaces.bootRead}/${name}`,
      system.files.digest(`${workplaces.boot}/${name}`)?.sha256,
    ]),
  );
}

function firmwareFiles({ installation: { system } }: Progress): string[] {
  const folder = 'EFI/BOOT';
  return (system.files.list(`${workplaces.boot}/${folder}`) ?? []).map(
    (name) => `${folder}/${name}`,
  );
}

async function askBootLoader(progress: Progress): Promise<void> {
  const { system, source } = progress.installation;
  const { folder } = progress.generation.components.kernel;
  const device = await progress.device('state');
  for (const [name, path] of Object.entries(source.paths.kernel ?? {})) {
    const there = `(loop0)${systemFolder}/kernel/${folder}/${name}`;
    await must(system, ['grub-fstest', device, 'cmp', there, path], { timeoutMs: 600_000 });
  }
}
