import type { ExecResult, System } from '../effects/system.ts';
import { stopwatch } from './stopwatch.ts';

/** A program that has ended, whatever its status. */
export interface Ended {
  readonly argv: readonly string[];
  readonly result: ExecResult;
  readonly durationMs: number;
}

/** The system whose programs are told of when they have ended. What they were given to read is not: a secret may be in it. */
export function watchExec(system: System, onEnd: (ended: Ended) => void): System {
  return {
    ...system,
    async exec(argv, options) {
      const elapsedMs = stopwatch();
      const result = await system.exec(argv, options);
      onEnd({ argv, result, durationMs: elapsedMs() });
      return result;
    },
  };
}
