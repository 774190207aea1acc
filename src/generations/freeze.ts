import { join } from 'node:path';
import type { System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';

/** Longer than any freeze takes, shorter than what people wait for a node that hangs. */
const watchdogSeconds = 30;

/**
 * Thaws also when this process or the shell is killed in between: nothing could write to the disk any more, and
 * nobody log in to help. The watchdog is in a session of its own, since time-outs end whole groups.
 */
const script = `
setsid sh -c 'sleep ${watchdogSeconds}; fsfreeze -u "$1"' sh "$1" </dev/null >/dev/null 2>&1 &
watchdog=$!
fsfreeze -f "$1"
status=$?
[ $status -ne 0 ] || fsfreeze -u "$1"
kill -- -$watchdog 2>/dev/null
exit $status`;

/**
 * Everything written so far is where the boot loader finds it, which reads ext4 without its journal: after fsync and sync
 * new files are in the journal only. Freezing writes the journal out.
 * @param folder any of the file system; others are left alone, since one of them may be a server that does not answer
 * @throws OperationError when the disk did not take it
 */
export async function settle({ exec, root }: System, folder: string): Promise<void> {
  const path = join(root, folder);
  await must(exec, ['sync', '-f', path], 'write out');
  await must(exec, ['sh', '-c', script, 'sh', path], 'freeze');
}

async function must(exec: System['exec'], argv: readonly string[], what: string): Promise<void> {
  const { status, timedOut, stderr } = await exec(argv);
  if (status !== 0 || timedOut) {
    const reason = timedOut
      ? 'it does not end'
      : stderr.trim().split('\n').at(-1) || `status ${status}`;
    throw new OperationError(`cannot ${what} the file system of ${argv.at(-1)}: ${reason}`);
  }
}
