import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/sandbox/cluster.ts';
import { kubernetesNodes } from '../../src/sandbox/progress.ts';
import { configured, ready, startCluster, startRecord } from './support.ts';

const names = ['server-1', 'server-2', 'server-3'];
const server = (name: string) => `
hostname: ${name}
k3os:
  token: a-shared-word-of-the-servers
  k3s_args: [server${name === 'server-1' ? ', --cluster-init' : ''}]
  ${name === 'server-1' ? '' : 'server_url: https://server-1:6443'}
`;

describe('three servers', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster(names.map((name) => ({ name, config: server(name) })));
  });

  afterAll(() => cluster?.stop());

  it('form one cluster, although the joining ones may find the first one not ready yet', async () => {
    await ready(cluster, names, 90_000);

    const nodes = await kubernetesNodes(cluster);
    expect(
      nodes.map(({ metadata }) => metadata.labels['node-role.kubernetes.io/control-plane']),
    ).toEqual(['true', 'true', 'true']);
    expect(startRecord(cluster.node('server-1')).argv).toContain('--cluster-init');
    expect(startRecord(cluster.node('server-2')).env).toMatchObject({
      K3S_URL: 'https://server-1:6443',
    });
  });

  it('take the first one back after a reboot', async () => {
    const first = cluster.node('server-1');
    const { starts } = startRecord(first);

    await first.reboot();
    await configured(first);
    await first.waitFor('k3s started', 20_000, () => startRecord(first).starts > starts);

    await ready(cluster, names, 90_000);
  });
});
