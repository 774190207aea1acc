import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { type ExitCode, exitCodes } from '../errors.ts';
import { renderTable } from '../lib/table.ts';
import type { Cluster } from './cluster.ts';
import { loginCommand, stopCommand } from './commands.ts';
import type { ClusterRecord } from './leftovers.ts';
import { isAlive } from './processes.ts';
import { k3sRefusal, reportsOf } from './progress.ts';
import type { StartOptions } from './start-options.ts';
import { type Readiness, watchCluster } from './watch.ts';

/** A real k3s unpacks itself and makes certificates on its first start. */
const boundMs = { standIn: 90_000, k3s: 300_000 };

const interrupts = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What ended the wait from outside. */
export type End = 'interrupted' | 'gone';

export interface Supervision {
  readonly startedAt: number;
  readonly interrupted: Promise<void>;
  readonly say: (line: string) => void;
}

/** From switched on to switched off, or left running with --keep. */
export async function supervise(
  cluster: Cluster,
  options: StartOptions,
  supervision: Supervision,
): Promise<ExitCode> {
  const { say } = supervision;
  const ended = Promise.race([
    supervision.interrupted.then((): End => 'interrupted'),
    untilGone(cluster.record),
  ]);
  let end: End | undefined;
  try {
    const bound = options.k3s === undefined ? boundMs.standIn : boundMs.k3s;
    const readiness = await Promise.race([
      ended,
      watchCluster(cluster, { boundMs: bound, startedAt: supervision.startedAt, say }),
    ]);
    if (typeof readiness === 'string') {
      end = readiness;
      return exitCodes.failed;
    }

    say(`\n${summary(cluster, readiness)}\n`);
    if (!readiness.complete) {
      say(whyNot(cluster, readiness, bound));
    }
    end = await dismissed(loginNode(cluster, readiness), options, say, ended);
    return readiness.complete ? exitCodes.ok : exitCodes.failed;
  } finally {
    // A second Ctrl-C in the middle of it would leave the rest behind.
    for (const signal of interrupts) {
      process.on(signal, () => undefined);
    }
    await leave(cluster, options, end, say);
  }
}

/** Whoever has a terminal wants to look around, also at nodes in trouble; a script wants its answer. */
async function dismissed(
  node: string,
  { name, keep }: StartOptions,
  say: Supervision['say'],
  ended: Promise<End>,
): Promise<End | undefined> {
  const login = loginCommand(name, node);
  if (keep) {
    say(`The nodes go on. Log in: ${login}. Stop them: ${stopCommand(name)}`);
    return undefined;
  }
  if (!process.stdin.isTTY) {
    return undefined;
  }

  say(`Log in from another terminal: ${login} (as root: ${login} root)`);
  say('Ctrl-C stops the nodes and removes them.');
  return ended;
}

async function leave(
  cluster: Cluster,
  { keep, name }: StartOptions,
  end: End | undefined,
  say: Supervision['say'],
): Promise<void> {
  if (end === 'gone') {
    // Whoever did it cleans up; the folder may already be that of the next nodes.
    say(`the nodes were stopped from elsewhere (${stopCommand(name)})`);
    return;
  }
  if (!keep || end === 'interrupted') {
    say('switching off');
    await cluster.stop();
  }
}

async function untilGone({ holder }: ClusterRecord): Promise<End> {
  while (isAlive(holder)) {
    await sleep(300);
  }
  return 'gone';
}

/** While it waits, the program stays alive. */
export function nextInterrupt(): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 60_000);
    const done = (): void => {
      clearInterval(alive);
      resolve();
    };
    for (const signal of interrupts) {
      process.once(signal, done);
    }
  });
}

/** The node to look at: the first that is in trouble. */
function loginNode({ nodes }: Cluster, { readyAfterMs }: Readiness): string {
  const node = nodes.find(({ name }) => !readyAfterMs.has(name)) ?? nodes[0];
  return node?.name ?? '';
}

function summary({ nodes, record }: Cluster, { readyAfterMs }: Readiness): string {
  const rows = nodes.map((node) => {
    const reports = reportsOf(node);
    const ready = readyAfterMs.get(node.name);
    return [
      node.name,
      record.nodes.find(({ name }) => name === node.name)?.role ?? '',
      node.address,
      reports.map(({ phase, outcome }) => `${phase} ${outcome}`).join(', '),
      ready === undefined ? 'not ready' : 'Ready',
      ready === undefined ? '-' : `${(ready / 1000).toFixed(1)} s`,
    ];
  });
  return renderTable([['NODE', 'ROLE', 'ADDRESS', 'CONFIGURATION', 'K3S', 'READY AFTER'], ...rows]);
}

function whyNot({ nodes }: Cluster, { readyAfterMs }: Readiness, bound: number): string {
  const refused = nodes.flatMap((node) => {
    const reason = k3sRefusal(node);
    return reason === undefined ? [] : [`k3s does not start on ${node.name}: ${reason}`];
  });
  if (refused.length > 0) {
    return refused.join('\n');
  }

  const node = nodes.find(({ name }) => !readyAfterMs.has(name));
  const cause = node && reportsOf(node).find((report) => report.cause !== undefined)?.cause;
  const log = node?.readFile('/var/log/k3s-service.log')?.trimEnd().split('\n').slice(-5);
  const said = cause ?? lastWords(node?.consoleLog() ?? '');
  return [
    `not all nodes were ready within ${bound / 1000} s. First: ${node?.name}: ${said}`,
    ...(log === undefined ? [] : [`its k3s says:\n  ${log.join('\n  ')}`]),
  ].join('; ');
}

/** Of a node that is still at something. */
function lastWords(log: string): string {
  const lines = stripVTControlCharacters(log)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  return `its console says last: ${lines.at(-1) ?? 'nothing'}`;
}
