import { rmSync } from 'node:fs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `work`; what it leaves at `paths` is removed afterwards, also when a signal ends the program. */
export async function withScratch<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
  const remove = () => {
    for (const path of paths) {
      rmSync(path, { recursive: true, force: true });
    }
  };
  const removeAndEnd = (signal: NodeJS.Signals) => {
    remove();
    forget();
    process.kill(process.pid, signal);
  };
  const forget = () => {
    for (const signal of signals) {
      process.removeListener(signal, removeAndEnd);
    }
  };

  for (const signal of signals) {
    process.on(signal, removeAndEnd);
  }
  try {
    return await work();
  } finally {
    forget();
    remove();
  }
}
