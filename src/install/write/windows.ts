import { must } from '../../effects/must.ts';
import type { System } from '../../effects/system.ts';
import type { Window } from '../plan/layout.ts';

interface Part {
  readonly disk: string;
  readonly sectorBytes: number;
  readonly window: Window;
}

/**
 * A device for a part of the disk. Not the partition's own: that appears when udev gets to it, its name depends on the kind
 * of disk, and an image in a file has none.
 */
export async function openWindow(
  system: System,
  { disk, sectorBytes, window }: Part,
): Promise<string> {
  const place = [`--offset=${window.offset}`, `--sizelimit=${window.bytes}`];
  const opened = await must(system, [
    ...['losetup', '--find', '--show', `--sector-size=${sectorBytes}`],
    ...[...place, disk],
  ]);
  return opened.trim();
}

export async function closeWindow(system: System, device: string): Promise<void> {
  await must(system, ['losetup', '--detach', device]);
}

/** So that the next one to read it gets what the disk has, and not what memory remembers. */
export async function forget(system: System, device: string): Promise<void> {
  await must(system, ['sync', device]);
  await must(system, ['blockdev', '--flushbufs', device]);
}
