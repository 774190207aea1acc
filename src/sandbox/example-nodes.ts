import type { Role } from '../k3s/flag-table.ts';
import type { NodeSpec } from './cluster.ts';
import {
  agentSettings,
  type ClusterPlan,
  type OwnSettings,
  ownFile,
  renderOwnSettings,
  serverSettings,
} from './own-settings.ts';

export interface ExampleNodes {
  readonly nodes: readonly NodeSpec[];
  /** What the nodes have beside the files of their role. */
  readonly own: readonly OwnSettings[];
}

/** The nodes of `npm start`. All nodes of a role have the same file; what differs is in a file of config.d. */
export function exampleNodes(plan: ClusterPlan): ExampleNodes {
  const servers = range(plan.servers).map((index) => serverSettings(index, plan));
  const agents = range(plan.agents).map((index) => agentSettings(index, plan));
  return {
    nodes: [
      ...servers.map((own) => node('server', plan, own)),
      ...agents.map((own) => node('agent', plan, own)),
    ],
    own: [...servers, ...agents],
  };
}

function node(role: Role, { texts }: ClusterPlan, own: OwnSettings): NodeSpec {
  return {
    name: own.hostname,
    role,
    config: texts[role],
    files: { [ownFile]: renderOwnSettings(own) },
  };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
