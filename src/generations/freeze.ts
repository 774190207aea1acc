import { join } from 'node:path';
import { must } from '../effects/must.ts';
import type { System } from '../effects/system.ts';

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
export async function settle(system: System, folder: string): Promise<void> {
  const path = join(system.root, folder);
  const steps = { 'write out': ['sync', '-f', path], freeze: ['sh', '-c', script, 'sh', path] };
  for (const [what, argv] of Object.entries(steps)) {
    await must(system, argv, {}, `cannot ${what} the file system of ${path}`);
  }
}
