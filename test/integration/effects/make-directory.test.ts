import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { tempRoot } from '../../support/temp-root.ts';

const module = fileURLToPath(new URL('../../../src/effects/files.ts', import.meta.url));

it('makes a directory that others make at the same moment', async () => {
  const { path } = tempRoot();
  const gate = new SharedArrayBuffer(4);
  const code = `
    const { parentPort, workerData: { module, path, gate } } = require('node:worker_threads');
    import(module).then(({ realFiles }) => {
      parentPort.postMessage('ready');
      Atomics.wait(new Int32Array(gate), 0, 0);
      for (let n = 0; n < 500; n += 1) realFiles(path).makeDirectory('/' + n, { mode: 0o755 });
    });`;
  const workers = Array.from(
    { length: 4 },
    () => new Worker(code, { eval: true, workerData: { module, path, gate } }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'message')));

  const ends = workers.map((worker) => once(worker, 'exit'));
  Atomics.store(new Int32Array(gate), 0, 1);
  Atomics.notify(new Int32Array(gate), 0);

  expect(await Promise.all(ends)).toEqual(workers.map(() => [0]));
});
