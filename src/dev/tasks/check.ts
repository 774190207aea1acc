import { project } from '../build.ts';
import { renderAll } from '../generated-files.ts';
import { runVisibly } from '../run-program.ts';
import { runTests } from '../run-tests.ts';

/** Cheap ones first. All run, so that one visit shows everything that is wrong. */
const checks: Readonly<Record<string, () => boolean>> = {
  'generated files': generatedFilesAreCurrent,
  'format and lint': () => succeeds(['biome', 'ci', '--error-on-warnings', '.']),
  types: () => succeeds(['tsc', '-p', '.']),
  'unit tests': () => runTests(['--project', 'unit']) === 0,
};

const failed = Object.entries(checks).filter(([name, check]) => {
  console.error(`check: ${name}`);
  return !check();
});
const names = failed.map(([name]) => name).join(', ');
console.error(failed.length === 0 ? 'check: all is well' : `check: failed: ${names}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function succeeds(argv: readonly [string, ...string[]]): boolean {
  return runVisibly(argv, { cwd: project }) === 0;
}

function generatedFilesAreCurrent(): boolean {
  const old = renderAll(project).filter(({ current }) => !current);
  for (const { path } of old) {
    console.error(`${path} is not current: npm run generate`);
  }
  return old.length === 0;
}
