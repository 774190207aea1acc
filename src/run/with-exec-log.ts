import type { System } from '../effects/system.ts';
import type { Log } from './log.ts';
import { stopwatch } from './stopwatch.ts';

/**
 * The system whose programs and commands leave what they said in the log: head and tail of it, as much as `exec`
 * keeps. Standard input is not logged, a secret may be in it; the log masks the rest.
 */
export function withExecLog(system: System, log: Log): System {
  return {
    ...system,
    async exec(argv, options) {
      const elapsedMs = stopwatch();
      const result = await system.exec(argv, options);
      const { status, signal, timedOut, stdout, stderr } = result;
      const durationMs = Math.round(elapsedMs());
      log.info('program ended', { argv, status, signal, timedOut, durationMs, stdout, stderr });
      return result;
    },
  };
}
