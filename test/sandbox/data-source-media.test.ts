import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster, NodeSpec } from '../../src/sandbox/cluster.ts';
import { addressOf, switchAddress } from '../../src/sandbox/network.ts';
import { type MediumFiles, makeFat, makeFatForCd, makeIso, readImage } from '../support/medium.ts';
import {
  configured,
  type KeyPair,
  makeKey,
  outcomes,
  output,
  ready,
  startCluster,
} from './support.ts';

/** Gives user-data to whoever asks. */
const fleet = (text: string) => `
  require('node:http')
    .createServer((request, response) => response.end(${JSON.stringify(text)}))
    .listen(8082, '${switchAddress}');
`;
const fleetUrl = `http://${switchAddress}:8082/node.yaml`;

const token = 'a-shared-word-of-the-cluster';
const server = `k3os: {token: ${token}, k3s_args: [server]}\n`;
const agent = `k3os: {token: ${token}, server_url: "https://${addressOf(0)}:6443"}\n`;

interface Given {
  readonly hostname: string;
  readonly key: string;
}

interface Case {
  readonly sources: readonly string[];
  /** false: the network has no DHCP for it. */
  readonly dhcp?: boolean;
  /** What is said of where it comes from. */
  readonly provider: string;
  readonly device: string;
  readonly make: (label: string, files: MediumFiles) => Promise<string>;
  readonly label: string;
  readonly files: (given: Given) => MediumFiles;
}

const cidata =
  (userdata: string) =>
  ({ hostname, key }: Given): MediumFiles => ({
    'user-data': userdata,
    'meta-data': `instance-id: i-1\nlocal-hostname: ${hostname}\npublic-keys: ["${key}"]\n`,
  });

/** Both formats, on a CD and on a disk. */
const cases: Readonly<Record<string, Case>> = {
  'iso-on-cd': {
    ...{ sources: ['cdrom'], provider: 'CDROM /dev/sr0', device: 'sr0' },
    ...{ make: makeIso, label: 'ANYTHING' },
    files: ({ hostname, key }) => ({
      config: `hostname: ${hostname}\nssh_authorized_keys: ["${key}"]\n${server}`,
    }),
  },
  'fat-on-disk': {
    ...{ sources: ['nocloud'], provider: 'NoCloud', device: 'sdb' },
    ...{ make: makeFat, label: 'CIDATA', files: cidata(agent) },
  },
  'fat-on-cd': {
    ...{ sources: ['nocloud'], provider: 'NoCloud', device: 'sr0' },
    ...{ make: makeFatForCd, label: 'cidata', files: cidata(agent) },
  },
  'iso-on-disk': {
    ...{ sources: ['configdrive'], provider: 'configdrive', device: 'sdb' },
    ...{ make: makeIso, label: 'config-2' },
    files: ({ hostname, key }) => ({
      'openstack/latest/meta_data.json': JSON.stringify({
        ...{ uuid: 'drive-1', hostname, public_keys: { ops: key } },
      }),
      'openstack/latest/user_data': agent,
    }),
  },
  'network-on-stick': {
    ...{ sources: ['nocloud', `url=${fleetUrl}`], provider: 'url', device: 'sdb', dhcp: false },
    ...{ make: makeFat, label: 'CIDATA' },
    files: (given) => ({
      ...cidata('')(given),
      'network-config': `version: 2\nethernets: {eth0: {addresses: [${addressOf(4)}/24], gateway4: ${switchAddress}}}\n`,
    }),
  },
};
const names = Object.keys(cases);

describe('a node that has nothing but a medium', () => {
  let cluster: Cluster;
  let key: KeyPair;

  beforeAll(async () => {
    key = await makeKey();
    const nodes = names.map((name, index) => nodeWith(name, index, key.publicKey));
    cluster = await startCluster(await Promise.all(nodes));
    // Until the cluster is stopped.
    void cluster.exec([process.execPath, '-e', fleet(agent)], { timeoutMs: 600_000 });
    await Promise.all(cluster.nodes.map((node) => node.powerOn()));
  });

  afterAll(() => cluster?.stop());

  it('learns its name and its part from it, and joins', async () => {
    await ready(cluster, names, 240_000);
  });

  it.each(names)('is well, and can be logged in to, with %s', async (name) => {
    const node = cluster.node(name);
    await configured(node);
    const { stdout } = await node.exec(['k3os', 'status']);

    expect(outcomes(node), stdout).toBe('initrd ok, boot ok, runtime ok');
    expect(node.readFile('/run/config/provider')).toBe(cases[name]?.provider);
    const login = await cluster.ssh('rancher', name, key.privateKey, 'hostname');
    expect(login).toMatchObject({ status: 0, stdout: `${name}\n` });
    expect(await output(node, 'cat', '/proc/mounts')).not.toContain('datasource-medium');
  });

  it('has no drives but its own', async () => {
    expect(await output(cluster.node('iso-on-cd'), 'ls', '/sys/class/block')).toBe('sr0');
  });

  it('is refused a mount as another format', async () => {
    const words = ['mount', '-t', 'vfat', '-o', 'ro', '/dev/sr0', '/mnt'];

    expect(await cluster.node('iso-on-cd').exec(words)).toMatchObject({
      status: 32,
      stderr: expect.stringContaining('wrong fs type'),
    });
  });
});

async function nodeWith(name: string, index: number, publicKey: string): Promise<NodeSpec> {
  const { sources, device, make, label, files, dhcp = true } = cases[name] as Case;
  const image = await make(label, files({ hostname: name, key: `${publicKey} ops` }));
  const content = Object.entries(await readImage(image));
  return {
    ...{ name, role: index === 0 ? 'server' : 'agent', media: { [device]: image } },
    ...{ dhcp, powered: false },
    config: JSON.stringify({
      k3os: { data_sources: sources },
      write_files: [
        {
          ...{ path: '/usr/local/sbin/mount', permissions: '0755' },
          content: readFileSync(new URL('../media/mount', import.meta.url), 'utf8'),
        },
      ],
    }),
    files: Object.fromEntries(
      content.map(([path, text]) => [`/var/lib/media/${device}/${path}`, text]),
    ),
  };
}
