import { must } from './must.ts';
import type { System } from './system.ts';

interface Mount {
  readonly point: string;
  readonly device: string;
  readonly type: string;
  readonly options: string;
}

/** Runs `work` while something is mounted, and answers what it does. Whoever calls holds a lock for the mount point. */
export async function whileMounted<T>(
  system: System,
  { point, device, type, options }: Mount,
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  system.files.makeDirectory(point, { mode: 0o700 });
  await must(system, ['mount', '-t', type, '-o', options, device, point]);
  try {
    return await work(point);
  } finally {
    await must(system, ['umount', point]);
  }
}
