import type { FileSystem } from '../effects/system.ts';

/** Milliseconds since the kernel started, from /proc/uptime; 0 where there is none. */
export function uptimeMs(files: FileSystem): number {
  const seconds = Number.parseFloat(files.read('/proc/uptime')?.toString() ?? '0');
  return Math.round(seconds * 1000);
}
