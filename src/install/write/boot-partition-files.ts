import { must } from '../../effects/must.ts';
import type { System } from '../../effects/system.ts';
import { workplaces } from './progress.ts';

/** A folder with all below it becomes one of the boot partition. */
export async function putFolder(system: System, device: string, folder: string): Promise<void> {
  const copied = await withDriver(system, device, 'rw', async (mounted) => {
    await must(system, ['cp', '-r', '--no-preserve=all', folder, mounted]);
    await must(system, ['sync', '--file-system', mounted]);
  });
  if (!copied) {
    await must(system, ['mcopy', '-i', device, '-s', '-o', folder, '::/']);
  }
}

/** These folders of the boot partition, as it has them. */
export async function takeFolders(
  system: System,
  device: string,
  names: readonly string[],
  into: string,
): Promise<void> {
  const copied = await withDriver(system, device, 'ro', async (mounted) => {
    await must(system, ['cp', '-r', ...names.map((name) => `${mounted}/${name}`), into]);
  });
  if (!copied) {
    await must(system, [
      ...['mcopy', '-i', device, '-s', '-n'],
      ...names.map((name) => `::/${name}`),
      into,
    ]);
  }
}

/**
 * Linux's own driver for FAT; not every machine has it on which the image of a disk is made, and mtools, which need none, want
 * tables of characters that a node has not. Answers whether there is one.
 */
async function withDriver(
  system: System,
  device: string,
  access: 'ro' | 'rw',
  work: (mounted: string) => Promise<void>,
): Promise<boolean> {
  const mounted = workplaces.bootMounted;
  system.files.makeDirectory(mounted, { mode: 0o700 });
  const options = `${access},nosuid,nodev,noexec`;
  const { status } = await system.exec(['mount', '-t', 'vfat', '-o', options, device, mounted]);
  if (status !== 0) {
    return false;
  }
  try {
    await work(mounted);
  } finally {
    await must(system, ['umount', mounted]);
  }
  return true;
}
