import type { FileSystem } from '../effects/system.ts';
import { uptimeMs } from './uptime.ts';

/**
 * One line of the timeline: `12.34 begin sshd`, in seconds since the kernel started. The initrd writes it (src/boot/initrd),
 * every service (rootfs/etc/rc.conf.d/timeline.conf), and the launcher of k3s.
 */
export interface Mark {
  readonly atMs: number;
  readonly kind: 'begin' | 'end' | 'at';
  readonly name: string;
}

/** The moment in which the launcher becomes k3s. */
export const k3sStarts = 'k3s starts';

const file = '/run/k3os/timeline';
const line = /^(?<seconds>\d+\.\d+) (?<kind>begin|end|at) (?<name>\S.*)$/;

/** Lines that are cut off or not ours are left out: the timeline is for looking at only. */
export function readMarks(files: FileSystem): Mark[] {
  const text = files.read(file)?.toString() ?? '';
  return text.split('\n').flatMap((each) => {
    const { seconds, kind, name } = line.exec(each)?.groups ?? {};
    return name === undefined
      ? []
      : [{ atMs: Math.round(Number(seconds) * 1000), kind: kind as Mark['kind'], name }];
  });
}

/** Notes a moment, the first time it comes: a program that starts again and again must not fill /run. */
export function markOnce(files: FileSystem, name: string): void {
  if (readMarks(files).every((mark) => mark.kind !== 'at' || mark.name !== name)) {
    const seconds = (uptimeMs(files) / 1000).toFixed(2);
    files.append(file, `${seconds} at ${name}\n`, { mode: 0o644 });
  }
}
