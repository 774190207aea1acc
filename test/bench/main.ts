import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildK3os, project } from '../../src/dev/build.ts';
import { renderTable } from '../../src/lib/table.ts';
import { removeTempRoots } from '../support/temp-root.ts';
import { measureDataSources } from './data-sources.ts';
import { measureFirstBoot } from './first-boot.ts';
import { measureGrowth } from './growth.ts';
import type { Result } from './result.ts';
import { measureSize } from './size.ts';
import { measureStartup } from './startup.ts';
import { measureVm } from './vm/measure-vm.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string' },
    vm: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.runs ?? (options.vm ? 10 : 15));
const say = (line: string) => console.error(`bench: ${line}`);

const k3os = await buildK3os(say);
const node = join(project, `dist/.cache/node-${process.version}-${process.arch}`);
const folder = mkdtempSync(join(tmpdir(), 'k3os-bench-'));
try {
  const common = { project, k3os, folder, rounds, say };
  const results = options.vm ? await measureVm(common) : await measureProgram();
  console.log(options.json ? JSON.stringify(results, null, 2) : table(results));
} finally {
  removeTempRoots();
  rmSync(folder, { recursive: true, force: true });
}

async function measureProgram(): Promise<Result[]> {
  const results: Result[] = [];
  say('start-up');
  results.push(...measureStartup({ k3os, node, rounds }));
  say('growing configurations');
  results.push(...measureGrowth());
  say('size');
  results.push(...measureSize(k3os, folder));
  const common = { project, k3os, folder, rounds, say };
  results.push(...(await measureFirstBoot(common)));
  results.push(...(await measureDataSources(common)));
  return results;
}

function table(results: readonly Result[]): string {
  const rows = results.map(({ what, measured, budget = '', met }) => [
    what,
    measured,
    budget,
    met === undefined ? '' : met ? 'met' : 'NOT MET',
  ]);
  return renderTable([['what', 'measured', 'budget', ''], ...rows]);
}
