import { z } from 'zod';
import { phaseNames } from '../phase-names.ts';
import { causesOf, type PhaseReport, parseReport, reportPath } from '../run/report.ts';
import type { Cluster } from './cluster.ts';
import type { SandboxNode } from './node.ts';

/** Reports of the phases a node has gone through since it was switched on; also of the one it is in. */
export function reportsOf(node: SandboxNode): PhaseReport[] {
  return phaseNames
    .map((phase) => parseReport(node.readFile(reportPath(phase))))
    .filter((report) => report !== undefined);
}

export function isConfigured(node: SandboxNode): boolean {
  return reportsOf(node).some(({ phase, outcome }) => phase === 'runtime' && outcome !== 'started');
}

/** Why k3s will not start on a node until somebody mends it; undefined while it may. */
export function k3sRefusal(node: SandboxNode): string | undefined {
  const runtime = reportsOf(node).find(
    ({ phase, outcome }) => phase === 'runtime' && outcome !== 'started',
  );
  const step = runtime?.steps.find(
    ({ applier, outcome }) => applier === 'k3s' && outcome === 'failed',
  );
  if (step === undefined) {
    return undefined;
  }

  const [cause = 'its report does not say why'] = causesOf(step);
  return cause.split('\n')[0]?.replace(/^k3s: (k3s is not started: )?/, '');
}

const NodeList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        labels: z.record(z.string(), z.string()).default({}),
      }),
      status: z.object({
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      }),
    }),
  ),
});
export type KubernetesNode = z.infer<typeof NodeList>['items'][number];

/** What the cluster says of itself, asked on its first server; empty while it does not answer. */
export async function kubernetesNodes(cluster: Cluster): Promise<KubernetesNode[]> {
  const server = cluster.record.nodes.find(({ role }) => role === 'server');
  if (server === undefined || !cluster.node(server.name).isRunning()) {
    return [];
  }

  try {
    const { stdout } = await cluster
      .node(server.name)
      .exec(['kubectl', 'get', 'nodes', '-o', 'json'], { timeoutMs: 10_000 });
    return NodeList.parse(JSON.parse(stdout)).items;
  } catch {
    return [];
  }
}

export function isReady({ status }: KubernetesNode): boolean {
  return status.conditions.some(
    (condition) => condition.type === 'Ready' && condition.status === 'True',
  );
}
