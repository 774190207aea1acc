import { join } from 'node:path';
import type { Machine } from '../metadata-server/provider.ts';
import { rootWithCloudInit } from './cloud-init-root.ts';
import { userData } from './config-tree.ts';
import { median, type Result, ratioResult } from './result.ts';
import { type Program, type ProgramBench, programs, runStages } from './stages.ts';

/** In each program's own words. The last one is where the machine is. */
const lists = {
  one: { k3os: 'aws', 'cloud-init': 'Ec2' },
  nine: {
    k3os: 'digitalocean gcp hetzner openstack scaleway vultr oracle exoscale aws',
    'cloud-init': 'DigitalOcean GCE Hetzner OpenStack Scaleway Vultr Oracle Exoscale Ec2',
  },
} as const;

const address = '169.254.169.254';
const machine: Machine = {
  ...{ provider: 'aws', id: 'i-0123456789abcdef0', hostname: 'bench-1', userdata: userData },
  key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops@example',
};

/**
 * What a node does from the moment its network is up until what its cloud says is done: ask, and apply. Both ask the same double of a
 * metadata service. What cloud-init does before there is a network is not counted.
 */
export async function measureDataSources(options: ProgramBench): Promise<Result[]> {
  const lower = await rootWithCloudInit(options);
  return (['one', 'nine'] as const).map((count) => {
    const times: Record<Program, number[]> = { k3os: [], 'cloud-init': [] };
    for (let round = 1; round <= options.rounds; round += 1) {
      options.say(`user-data, ${count} listed, round ${round} of ${options.rounds}`);
      for (const program of programs) {
        times[program].push(askOnce(options, lower, program, lists[count][program]));
      }
    }
    return ratioResult(`link to user-data, ${count} listed : cloud-init`, {
      ours: median(times.k3os),
      other: median(times['cloud-init']),
      limit: count === 'one' ? 0.25 : 1,
    });
  });
}

/** Milliseconds of all stages together. */
function askOnce(options: ProgramBench, lower: string, program: Program, sources: string): number {
  const { project, k3os } = options;
  return runStages(options, 'data-sources.sh', [
    ...[lower, k3os, program, sources, process.execPath],
    join(project, 'test/metadata-server/main.ts'),
    JSON.stringify({ [address]: machine }),
    join(project, 'rootfs/usr/lib/k3os/wait-network'),
  ]).milliseconds;
}
