import { setTimeout as sleep } from 'node:timers/promises';
import { fetchDirect } from './direct-http.ts';
import { exec } from './exec.ts';
import { realFiles } from './files.ts';
import { fetchBounded } from './http.ts';
import type { System } from './system.ts';

/** The machine itself (`/`), or the system below another directory, whose kernel and services are not ours. */
export function realSystem(root: string): System {
  const files = realFiles(root);

  return {
    root,
    live: root === '/',
    files,
    clock: {
      now: () => new Date(),
      monotonicMs: () => Number(process.hrtime.bigint() / 1_000_000n),
      sleep: async (milliseconds, signal) => {
        await sleep(milliseconds, undefined, { signal });
      },
    },
    exec,
    replaceProcess(path, argv, env) {
      process.execve?.(path, [...argv], { ...env });
    },
    fetchDirect: (url, options) =>
      fetchDirect({ readFile: (path) => files.read(path), url, options }),
    fetch: (url, options) => fetchBounded({ readFile: (path) => files.read(path), url, options }),
  };
}
