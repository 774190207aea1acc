import { OperationError } from '../errors.ts';
import type { System } from './system.ts';

const [pollMs, usualBoundMs] = [200, 10_000];

/**
 * One at a time on this node. The lock is a link to the number of the process, since a link is made in one step or not at
 * all; one whose process is gone does not hold.
 * @throws OperationError naming who has it, after ten seconds or what else is given
 */
export async function withLock<T>(
  system: System,
  name: string,
  work: () => Promise<T>,
  boundMs = usualBoundMs,
): Promise<T> {
  const { files, clock } = system;
  const path = `/run/k3os/${name}.lock`;
  const own = files.status('/proc/self')?.target ?? 'unknown';
  files.makeDirectory('/run/k3os', { mode: 0o755 });
  for (let waitedMs = 0; !(await isTaken(system, path, own)); waitedMs += pollMs) {
    if (waitedMs >= boundMs) {
      throw new OperationError(
        `another k3os (process ${holderOf(system, path)}) works on the ${name.replace('-', ' ')}: try again when it has ended`,
      );
    }
    await clock.sleep(pollMs);
  }

  try {
    return await work();
  } finally {
    files.remove(path);
  }
}

async function isTaken(system: System, path: string, own: string): Promise<boolean> {
  const holder = holderOf(system, path);
  if (holder !== undefined && system.files.status(`/proc/${holder}`) === undefined) {
    system.files.remove(path);
  }
  return (await system.exec(['ln', '-sT', own, path])).status === 0;
}

function holderOf({ files }: System, path: string): string | undefined {
  return files.status(path)?.target;
}
