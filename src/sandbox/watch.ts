import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { isConfigured, isReady, k3sRefusal, kubernetesNodes, reportsOf } from './progress.ts';

const pollMs = 200;

export interface Readiness {
  /** Node name → milliseconds from power-on until the cluster called it Ready. */
  readonly readyAfterMs: ReadonlyMap<string, number>;
  readonly complete: boolean;
}

/** Waits until every node is Ready or cannot be any more, and says what happens on the way. */
export async function watchCluster(
  cluster: Cluster,
  { boundMs, startedAt, say }: { boundMs: number; startedAt: number; say: (line: string) => void },
): Promise<Readiness> {
  const readyAfterMs = new Map<string, number>();
  const told = new Set<string>();
  const tell = (line: string): void => {
    if (!told.has(line)) {
      told.add(line);
      say(line);
    }
  };

  while (Date.now() - startedAt < boundMs) {
    for (const line of phaseLines(cluster)) {
      tell(line);
    }
    for (const name of await readyNodes(cluster)) {
      if (!readyAfterMs.has(name)) {
        readyAfterMs.set(name, Date.now() - startedAt);
        tell(`${name}: Ready in the cluster`);
      }
    }
    const complete = isComplete(cluster, readyAfterMs);
    if (complete || isHopeless(cluster, readyAfterMs)) {
      return { readyAfterMs, complete };
    }
    await sleep(pollMs);
  }
  return { readyAfterMs, complete: false };
}

async function readyNodes(cluster: Cluster): Promise<string[]> {
  const mayBeReady = cluster.nodes.some((node) =>
    reportsOf(node).some(({ phase }) => phase === 'runtime'),
  );
  const nodes = mayBeReady ? await kubernetesNodes(cluster) : [];
  return nodes.filter(isReady).map(({ metadata }) => metadata.name);
}

function isComplete(cluster: Cluster, ready: ReadonlyMap<string, number>): boolean {
  return cluster.nodes.every((node) => ready.has(node.name) && isConfigured(node));
}

/** All nodes have come as far as they will: a cluster without its first server takes in nobody. */
function isHopeless({ nodes }: Cluster, ready: ReadonlyMap<string, number>): boolean {
  if (!nodes.every(isConfigured)) {
    return false;
  }
  const refused = nodes.filter((node) => k3sRefusal(node) !== undefined);
  const [first] = nodes;
  return (
    refused.length > 0 &&
    (refused.some((node) => node === first) ||
      nodes.every((node) => ready.has(node.name) || refused.includes(node)))
  );
}

function phaseLines(cluster: Cluster): string[] {
  return cluster.nodes.flatMap((node) =>
    reportsOf(node)
      .filter(({ outcome }) => outcome !== 'started')
      .map(({ phase, outcome, cause, durationMs = 0 }) => {
        const reason = cause === undefined ? '' : `: ${cause}`;
        return `${node.name}: ${phase} ${outcome} in ${Math.round(durationMs)} ms${reason}`;
      }),
  );
}
