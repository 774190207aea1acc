import { join } from 'node:path';
import { project } from './build.ts';
import { runVisibly } from './run-program.ts';

/** Vitest with its own summary at the end; answers its exit status. */
export function runTests(words: readonly string[]): number {
  const vitest = join(project, 'node_modules/vitest/vitest.mjs');
  const config = join(project, 'test/vitest.config.ts');
  return runVisibly([process.execPath, vitest, 'run', '--config', config, ...words], {
    cwd: project,
  });
}
