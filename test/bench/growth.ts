import { loadConfig } from '../../src/config/load.ts';
import type { Facts } from '../../src/facts/facts.ts';
import type { PhaseName } from '../../src/phase-names.ts';
import { phases } from '../../src/phases.ts';
import { planPhase } from '../../src/run/plan-phase.ts';
import { facts as anyFacts } from '../support/facts.ts';
import type { Result } from './result.ts';

const sizes = [10, 100, 1000, 10_000] as const;

const kinds = {
  files: (count: number) =>
    `write_files:\n${lines(count, (n) => `- {path: /etc/bench/${n}, content: "line ${n}"}`)}`,
  labels: (count: number) => `k3os:\n  labels:\n${lines(count, (n) => `    label-${n}: v${n}`)}`,
  sysctls: (count: number) =>
    `k3os:\n  sysctls:\n${lines(count, (n) => `    net.ipv4.bench_${n}: ${n}`)}`,
};

/**
 * Merge, validation and plan of all phases for growing configurations. Linear: ten times as much takes about
 * ten times as long; from the second step on, as the first ones mostly show the compiler at work.
 */
export function measureGrowth(): Result[] {
  return Object.entries(kinds).map(([kind, render]) => {
    const times = sizes.map((size) => timeOf(size, render(size)));
    const [, , thousand = 0, tenThousand = 0] = times;
    const exponent = Math.log10(tenThousand / thousand);
    return {
      what: `merge + validate + plan, 10 → 10,000 ${kind}`,
      measured: `${times.map((time) => time.toFixed(1)).join(' → ')} ms of processor time, grows as n^${exponent.toFixed(2)}`,
      budget: '≤ n^1.2',
      met: exponent <= 1.2,
      values: { ...Object.fromEntries(sizes.map((size, at) => [size, times[at] ?? 0])), exponent },
    };
  });
}

/**
 * Processor time, since what else the machine does, beside the larger ones for longer, must not look like growth. It is counted
 * in ticks of some milliseconds, hence many runs of what is short.
 */
function timeOf(size: number, text: string): number {
  const runs = Math.max(10, 10_000 / size);
  loadAndPlan(text);
  loadAndPlan(text);
  const before = process.threadCpuUsage();
  for (let run = 0; run < runs; run += 1) {
    loadAndPlan(text);
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000 / runs;
}

function loadAndPlan(text: string): void {
  const loaded = loadConfig([{ file: 'config.yaml', format: 'yaml', content: text }]);
  const errors = loaded.problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new Error(`the bench's own configuration is wrong: ${JSON.stringify(errors[0])}`);
  }
  for (const phase of Object.keys(phases) as PhaseName[]) {
    planPhase({ phase, appliers: phases[phase].appliers, loaded, facts: emptyMachine });
  }
}

/** Where nothing is there yet. */
const emptyMachine: Facts = {
  ...anyFacts(),
  file: () => undefined,
  tree: () => new Map(),
  sysctl: () => '0',
};

function lines(count: number, line: (n: number) => string): string {
  return Array.from({ length: count }, (_, n) => `${line(n)}\n`).join('');
}
