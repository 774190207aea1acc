import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/sandbox/cluster.ts';
import { enterNode } from '../../src/sandbox/node.ts';
import { childrenOf } from '../../src/sandbox/processes.ts';
import { kubernetesNodes } from '../../src/sandbox/progress.ts';
import {
  configured,
  healthy,
  outcomes,
  output,
  ready,
  startCluster,
  startRecord,
} from './support.ts';

const token = 'a-shared-word-of-the-cluster';
const agent = (name: string, secret: string) => `
hostname: ${name}
k3os:
  server_url: https://server-1:6443
  token: "${secret}"
  labels: {example.org/joined-as: ${name}}
`;

describe('a server and two agents', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster([
      { name: 'server-1', config: `hostname: server-1\nk3os: {token: ${token}}\n` },
      { name: 'agent-1', role: 'agent', config: agent('agent-1', token) },
      // Its token is known once the server has made its certificate authority.
      { name: 'agent-2', role: 'agent', config: 'hostname: agent-2\n', powered: false },
    ]);
  });

  afterAll(() => cluster?.stop());

  it('joins with the short token', async () => {
    await ready(cluster, ['server-1', 'agent-1']);

    expect(startRecord(cluster.node('agent-1')).argv[0]).toBe('agent');
    expect(outcomes(cluster.node('agent-1'))).toBe('initrd ok, boot ok, runtime ok');
  });

  it('joins with the full token, which also proves the server', async () => {
    const full =
      cluster.node('server-1').readFile('/var/lib/rancher/k3s/server/token')?.trim() ?? '';
    expect(full).toMatch(/^K10[0-9a-f]{64}::server:/);
    const node = cluster.node('agent-2');
    node.writeFile('/var/lib/rancher/k3os/config.yaml', agent('agent-2', full));

    await node.powerOn();

    await ready(cluster, ['server-1', 'agent-1', 'agent-2']);
  });

  it('knows its nodes by label and role', async () => {
    const nodes = await kubernetesNodes(cluster);
    const labels = Object.fromEntries(
      nodes.map(({ metadata }) => [metadata.name, metadata.labels]),
    );

    expect(labels['agent-1']).toMatchObject({
      'example.org/joined-as': 'agent-1',
      'k3os.io/mode': 'sandbox',
    });
    expect(labels['server-1']).toHaveProperty(['node-role.kubernetes.io/control-plane'], 'true');
  });

  it('restarts a node in which somebody has a shell that is stopped', async () => {
    const node = cluster.node('agent-2');
    const [program = '', ...words] = enterNode(node.init(), node.name);
    const shell = spawn(program, [...words, 'sleep', '4712'], { stdio: 'ignore' });
    const pid = shell.pid ?? 0;
    await node.waitFor('the shell', 5_000, () => childrenOf(pid).length === 1);
    process.kill(childrenOf(pid)[0] ?? 0, 'SIGSTOP');
    await node.waitFor('nsenter stopped', 5_000, () =>
      readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') T '),
    );

    await node.reboot();

    await configured(node);
    await ready(cluster, ['server-1', 'agent-1', 'agent-2']);
  });

  it('takes an agent back after a reboot', async () => {
    const node = cluster.node('agent-1');
    const password = await output(node, 'cat', '/etc/rancher/node/password');
    const { starts } = startRecord(node);

    await node.reboot();
    await configured(node);
    await node.waitFor('k3s started', 20_000, () => startRecord(node).starts > starts);

    expect(await output(node, 'cat', '/etc/rancher/node/password')).toBe(password);
    await ready(cluster, ['server-1', 'agent-1', 'agent-2']);
    await healthy(node);
    expect(node.readFile('/var/log/k3s-service.log')).not.toContain('rejected');
  });
});
