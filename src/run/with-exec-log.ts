import type { System } from '../effects/system.ts';
import type { Log } from './log.ts';
import { watchExec } from './watch-exec.ts';

/**
 * The system whose programs and commands leave what they said in the log: head and tail of it, as much as `exec`
 * keeps. The log masks what is secret.
 */
export function withExecLog(system: System, log: Log): System {
  return watchExec(system, ({ argv, result, durationMs }) => {
    const { status, signal, timedOut, stdout, stderr } = result;
    log.info('program ended', {
      ...{ argv, status, signal, timedOut, durationMs: Math.round(durationMs) },
      ...{ stdout, stderr },
    });
  });
}
