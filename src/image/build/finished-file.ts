import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { withScratch } from './scratch.ts';

/**
 * A large file that is either there as a whole or not at all: `fill` writes a hidden one beside it, which gets
 * its name when all of it is on disk. Readable by others only then, if at all.
 */
export async function finishedFile(
  path: string,
  fill: (unfinished: string) => Promise<{ readonly mode: number }>,
): Promise<void> {
  removeAbandoned(path);
  const unfinished = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  await withScratch([unfinished], async () => {
    closeSync(openSync(unfinished, 'wx', 0o600));
    const { mode } = await fill(unfinished);
    chmodSync(unfinished, mode);
    sync(unfinished);
    renameSync(unfinished, path);
    sync(dirname(path));
  });
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Of runs that were killed, or lost their power. */
function removeAbandoned(path: string): void {
  const start = `.${basename(path)}.`;
  for (const name of readdirSync(dirname(path)).filter((each) => each.startsWith(start))) {
    const pid = /^(\d+)\.tmp$/.exec(name.slice(start.length))?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) {
      rmSync(join(dirname(path), name), { force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one too.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
