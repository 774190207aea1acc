import { must } from '../../effects/must.ts';
import { readTable } from '../disks/read-disks.ts';
import { keptWindows, labels, ownWindows } from '../plan/layout.ts';
import type { StepOf } from '../plan/plan.ts';
import type { Progress } from './progress.ts';

/** Large disks that are slow. */
const formatMs = 15 * 60_000;

/**
 * GRUB reads these, 2.06 as well as 2.12; what e2fsprogs takes up over the years must not come in by itself, for which
 * mke2fs.conf is left out too.
 */
const features = [
  ...['none', 'has_journal', 'ext_attr', 'resize_inode', 'dir_index', 'filetype', 'extent'],
  ...['64bit', 'flex_bg', 'sparse_super', 'large_file', 'huge_file', 'dir_nlink'],
  ...['extra_isize', 'metadata_csum'],
];

export async function clearBootSector({ installation }: Progress): Promise<void> {
  const { system, disk } = installation;
  const size = ['bs=440', 'count=1', 'conv=notrunc,fsync', 'status=none'];
  await must(system, ['dd', 'if=/dev/zero', `of=${disk}`, ...size]);
}

const wipefs = ['wipefs', '--all', '--force', '--quiet'];

export async function divide(progress: Progress, { script }: StepOf<'divide'>): Promise<void> {
  const { system, disk } = progress.installation;
  await must(system, [...wipefs, disk]);
  const sfdisk = ['sfdisk', '--quiet', '--wipe=always', '--wipe-partitions=always'];
  await must(system, [...sfdisk, disk], { stdin: script });
  progress.windows = ownWindows(await readTable(system, disk));
  for (const use of ['state', 'boot'] as const) {
    await must(system, [...wipefs, await progress.device(use)]);
  }
}

export async function findKept(progress: Progress, { state, boot }: StepOf<'find'>): Promise<void> {
  const { system, disk } = progress.installation;
  progress.windows = keptWindows(await readTable(system, disk), { state, boot });
}

export async function formatState(
  progress: Progress,
  { uuid }: StepOf<'format-state'>,
): Promise<void> {
  const words = ['-F', '-q', '-b', '4096', '-I', '256', '-m', '1', '-U', uuid];
  const more = ['-L', labels.unfinished, '-E', 'root_owner=0:0', '-O', features.join(',')];
  const mke2fs = ['env', 'MKE2FS_CONFIG=/dev/null', 'mke2fs', ...words, ...more];
  const device = await progress.device('state');
  await must(progress.installation.system, [...mke2fs, device], { timeoutMs: formatMs });
}

/** One sector a cluster: what is left of 128 MiB then is enough of them for FAT32. */
export async function formatBoot(progress: Progress): Promise<void> {
  const { system, sectorBytes } = progress.installation;
  const { offset } = progress.windows.boot;
  await must(system, [
    ...['mkfs.vfat', '-F', '32', '-n', labels.boot, '-s', '1', '-S', String(sectorBytes)],
    ...['-h', String(offset / sectorBytes), await progress.device('boot')],
  ]);
}

export async function nameState(progress: Progress): Promise<void> {
  const { system } = progress.installation;
  const device = await progress.device('state');
  await must(system, ['tune2fs', '-L', labels.state, device]);
  await must(system, ['sync', device]);
}
