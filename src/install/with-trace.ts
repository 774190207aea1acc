import type { ExecResult, System } from '../effects/system.ts';
import { watchExec } from '../run/watch-exec.ts';

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

/** Says of each program that runs what it was called with, how it ended, and what it complained of. */
export function withTrace(system: System, print: (line: string) => void): System {
  return watchExec(system, ({ argv, result, durationMs }) => {
    print(`+ ${argv.join(' ')}   (${endOf(result)}, ${(durationMs / 1000).toFixed(1)} s)`);
    for (const line of result.stderr.split('\n').filter((each) => each.trim() !== '')) {
      print(`  ${line}`);
    }
  });
}

function endOf({ status, timedOut }: ExecResult): string {
  return timedOut ? 'took too long' : `status ${status}`;
}
