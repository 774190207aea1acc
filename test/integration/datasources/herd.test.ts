import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { startLoopbackServer } from '../../support/loopback-server.ts';
import { tempRoot } from '../../support/temp-root.ts';

const machines = 200;
const perSecond = 20;
const userdata = 'hostname: one-of-many\n';

it('gives all of 200 processes their user-data from a server that refuses most of them at first', async () => {
  const seen = { given: 0, refused: 0 };
  let [window, count] = [0, 0];
  const server = await startLoopbackServer((_, response) => {
    const now = Math.floor(Date.now() / 1000);
    [window, count] = now === window ? [window, count + 1] : [now, 1];
    if (count > perSecond) {
      seen.refused += 1;
      response.writeHead(503).end('busy');
      return;
    }
    seen.given += 1;
    response.end(userdata);
  });
  const script = tempRoot().at('client.mjs');
  // To compile it two hundred times takes longer than all the rest.
  await build({
    entryPoints: [new URL('./herd-client.ts', import.meta.url).pathname],
    outfile: script,
    ...{ bundle: true, platform: 'node', format: 'esm' },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire('/');",
    },
  });

  try {
    const run = promisify(execFile);
    const outputs = await Promise.all(
      Array.from({ length: machines }, (_, index) =>
        run(process.execPath, [script, `${server.url}/user-data`, `machine-${index}`], {
          timeout: 150_000,
        }),
      ),
    );

    expect(outputs.map(({ stdout }) => Number(stdout))).toEqual(
      Array.from({ length: machines }, () => userdata.length),
    );
    expect(seen.given).toBeGreaterThanOrEqual(machines);
    expect(seen.refused).toBeGreaterThan(0);
  } finally {
    server.close();
  }
}, 180_000);
