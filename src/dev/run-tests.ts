import { join } from 'node:path';
import { buildK3os, buildStandIn, project } from './build.ts';
import { runVisibly } from './run-program.ts';

/** Vitest with its own summary at the end; answers its exit status. */
export function runTests(words: readonly string[]): number {
  const vitest = join(project, 'node_modules/vitest/vitest.mjs');
  const config = join(project, 'test/vitest.config.ts');
  return runVisibly([process.execPath, vitest, 'run', '--config', config, ...words], {
    cwd: project,
  });
}

/** Those which start nodes too: they need root, and the programs a node is made of. */
export async function runTestsOnNodes(words: readonly string[]): Promise<number> {
  const say = (text: string) => console.error(`test: ${text}`);
  if (process.getuid?.() !== 0) {
    say('sandbox nodes need root; `npm run check` is what runs without');
    return 1;
  }

  await buildK3os(say);
  await buildStandIn(say);
  return runTests(words);
}
