import { startupSnapshot } from 'node:v8';
import { main } from '../../main.ts';
import { codeCacheTask } from './code-caches.ts';
import { warmUp } from './warm-up.ts';

/** What dist/k3os starts with. All modules have been loaded and have run once when it was built. */
startupSnapshot.setDeserializeMainFunction(() => {
  const words = process.argv.slice(2);
  const task = codeCacheTask();
  if (task !== undefined) {
    task(words[0] ?? '.');
    return;
  }

  // Taking the heap apart piece by piece is a tenth of a short run, and of no use to anybody.
  void main(words).finally(() => process.exit());
});

// All of the building process that would get into the file. Node sets it anew at every start.
for (const [name, value] of Object.entries({ pid: 1, execPath: 'node', argv0: 'node' })) {
  Object.defineProperty(process, name, {
    ...Object.getOwnPropertyDescriptor(process, name),
    value,
  });
}
process.argv[0] = 'node';

// Not before all modules have loaded. It only saves time: its failure is one of its test, not of the build.
queueMicrotask(() => void warmUp().catch(() => undefined));
