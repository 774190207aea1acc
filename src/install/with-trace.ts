import type { ExecResult, System } from '../effects/system.ts';
import { stopwatch } from '../run/stopwatch.ts';

interface Traceable {
  readonly system: System;
  readonly settings: { readonly debug: boolean };
  readonly print: (line: string) => void;
}

/** `k3os.install.debug` */
export function tracedIfWished<T extends Traceable>(request: T): T {
  const { system, settings, print } = request;
  return settings.debug ? { ...request, system: withTrace(system, print) } : request;
}

/**
 * Says of each program that runs what it was called with, how it ended, and what it complained of. What
 * it was given to read stays out: secrets are handed over there.
 */
export function withTrace(system: System, print: (line: string) => void): System {
  return {
    ...system,
    async exec(argv, options) {
      const elapsedMs = stopwatch();
      const result = await system.exec(argv, options);
      const seconds = (elapsedMs() / 1000).toFixed(1);
      print(`+ ${argv.join(' ')}   (${endOf(result)}, ${seconds} s)`);
      for (const line of result.stderr.split('\n').filter((each) => each.trim() !== '')) {
        print(`  ${line}`);
      }
      return result;
    },
  };
}

function endOf({ status, timedOut }: ExecResult): string {
  return timedOut ? 'took too long' : `status ${status}`;
}
