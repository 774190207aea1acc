import { expect, it } from 'vitest';
import { createWire } from '../../src/vm/wire.ts';
import { bootMs, directBoot, nodeConfig, onNode, readyNodes } from './node.ts';
import { startVm } from './support.ts';

/**
 * Two VLANs of the first card: k3s goes over one of them, the other is looked at by hand. Here and not in a sandbox because the
 * kernel is the image's own: not every host has VLANs.
 */
const wireConfig = (own: number, k3os: string) =>
  nodeConfig([
    `hostname: node-${own}`,
    'k3os:',
    '  token: one-for-all',
    '  interfaces:',
    `  - {name: eth0, vlan: 10, addresses: [10.10.0.${own}/24]}`,
    `  - {name: storage, parent: eth0, vlan: 20, addresses: ["fd00:20::${own}/64"], mtu: 1400}`,
    k3os,
  ]);

const server = wireConfig(1, '  k3s_args: [server, --node-ip, 10.10.0.1]');
const agent = wireConfig(
  2,
  '  server_url: https://10.10.0.1:6443\n  k3s_args: [agent, --node-ip, 10.10.0.2]',
);

it(
  'a server and an agent on one wire form a cluster over a VLAN',
  async () => {
    const wire = createWire();
    const machines = await Promise.all([
      startVm({
        name: 'cluster-server',
        memory: 1024,
        kernel: await directBoot(server),
        nics: [{ kind: 'wire', wire }, { kind: 'user' }],
      }),
      startVm({
        name: 'cluster-agent',
        memory: 1024,
        kernel: await directBoot(agent),
        nics: [{ kind: 'wire', wire }],
      }),
    ]);

    const [first] = machines;
    for (const machine of machines) {
      expect(await machine.booted(bootMs)).toEqual({ mode: 'live', outcome: 'ok' });
    }

    const nodes = await readyNodes(first, 2);
    expect(nodes).toMatch(/^node-1 +Ready .* 10\.10\.0\.1 /m);
    expect(nodes).toMatch(/^node-2 +Ready .* 10\.10\.0\.2 /m);
    const look = 'sudo ping -c 3 fd00:20::2; ip -brief link show type vlan';
    const said = await onNode(first, look);
    expect(said).toMatch(/, 0% packet loss/);
    expect(said).toMatch(/^storage@eth0 /m);
  },
  2 * bootMs,
);
