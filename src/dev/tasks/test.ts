import { buildK3os, buildStandIn } from '../build.ts';
import { runTests } from '../run-tests.ts';

const say = (text: string) => console.error(`test: ${text}`);

if (process.getuid?.() === 0) {
  await buildK3os(say);
  await buildStandIn(say);
  process.exitCode = runTests(process.argv.slice(2));
} else {
  say('sandbox nodes need root; `npm run check` is what runs without');
  process.exitCode = 1;
}
