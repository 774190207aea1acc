import type { FileSystem } from '../effects/system.ts';
import { OperationError } from '../errors.ts';
import { readReports } from './report.ts';

/** Number of this process in the running system; undefined below another root, where nothing runs. */
export function ownProcess(files: FileSystem): string | undefined {
  return files.status('/proc/self')?.target;
}

/**
 * Whoever logs in while a long command of the phase runs and applies the configuration by hand would run that
 * command a second time. A phase that was killed is no hindrance.
 * @throws OperationError naming the phase that runs
 */
export function refuseBeside(files: FileSystem): void {
  const other = readReports(files).find(
    ({ outcome, process }) =>
      outcome === 'started' && process !== undefined && isApplying(files, process),
  );
  if (other !== undefined) {
    throw new OperationError(
      `the ${other.phase} phase is still running (process ${other.process}): wait for it with k3os status --wait`,
    );
  }
}

function isApplying(files: FileSystem, process: string): boolean {
  const words = files.read(`/proc/${process}/cmdline`)?.toString() ?? '';
  return /^([^\0]*\/)?k3os\0config\0/.test(words);
}
