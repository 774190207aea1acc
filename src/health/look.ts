import type { System } from '../effects/system.ts';
import { readReports } from '../run/report.ts';
import { type NodeState, readStatus } from '../run/status.ts';
import { uptimeMs } from '../run/uptime.ts';
import type { Seen } from './decide.ts';
import { k3sProblemNow } from './own-node.ts';

const configurations: Readonly<Record<NodeState, Seen['configuration']>> = {
  starting: 'pending',
  ok: 'applied',
  degraded: 'applied',
  failed: 'failed',
};

export async function look(system: System): Promise<Seen> {
  const { state, cause, k3s } = readStatus(system.files);
  const network = await system.exec(['/usr/lib/k3os/wait-network', '0', '0', '0']);
  const problem = await k3sProblemNow(system);
  // What its log says is nearer to the cause than what the API says.
  const k3sProblem = problem === undefined ? undefined : (k3s.problem ?? problem);

  return {
    configuration: configurations[state],
    ...(state === 'failed' && cause !== undefined ? { cause } : {}),
    network: network.status === 0,
    k3s: k3sProblem === undefined,
    ...(k3sProblem === undefined ? {} : { k3sProblem }),
  };
}

/** Since this system took over from the initrd; a sandbox has the uptime of its host. */
export function waitedSeconds({ files }: System): number {
  const [first] = readReports(files);
  return Math.max(0, uptimeMs(files) - (first?.startedUptimeMs ?? 0)) / 1000;
}
