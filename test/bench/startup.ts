import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempRoot } from '../support/temp-root.ts';
import { realisticSources } from './config-tree.ts';
import { type Argv, forget, peakMemory, timeProcesses } from './processes.ts';
import { limitResult, median, type Result, ratioResult } from './result.ts';

interface Binaries {
  readonly k3os: string;
  /** The Node binary that is inside k3os. */
  readonly node: string;
  readonly rounds: number;
}

/** How long a process of ours takes beside one that does nothing, and how much memory it needs. */
export function measureStartup({ k3os, node, rounds }: Binaries): Result[] {
  const { path: root } = tempRoot(realisticSources);
  const script = join(root, 'empty.js');
  writeFileSync(script, '');
  const commands: Argv[] = [
    [node, script],
    [k3os, '--version'],
    [k3os, 'config', '--dump', '--root', root],
    [k3os, 'config', 'plan', '--root', root],
  ];

  forget(node);
  forget(k3os);
  const [floor = 0, version = 0, dump = 0, plan = 0] = timeProcesses(commands, rounds).map(median);
  const peaks = commands.slice(1).map((argv) => peakMemory(argv, root));
  return [
    ratioResult('k3os --version : node empty.js', { ours: version, other: floor, limit: 1.3 }),
    ratioResult('k3os config --dump : node empty.js', { ours: dump, other: floor, limit: 2 }),
    {
      what: 'k3os config plan',
      measured: `${plan.toFixed(0)} ms`,
      values: { milliseconds: plan },
    },
    limitResult('peak memory of --version, config --dump, config plan', {
      value: Math.max(...peaks),
      limit: 90,
      unit: 'MB',
    }),
  ];
}
