import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster, NodeSpec } from '../../src/sandbox/cluster.ts';
import { addressOf } from '../../src/sandbox/network.ts';
import type { SandboxNode } from '../../src/sandbox/node.ts';
import { places } from '../metadata-server/places.ts';
import { type MetadataService, makeCertificate, startMetadata } from './metadata.ts';
import {
  configured,
  type KeyPair,
  makeKey,
  outcomes,
  output,
  ready,
  startCluster,
} from './support.ts';

const token = 'a-shared-word-of-the-cluster';

/** The first forms the cluster, the others join it: from user-data alone. */
const userdata = (index: number) =>
  index === 0
    ? `k3os: {token: ${token}, k3s_args: [server], labels: {from: user-data}}\n`
    : `k3os: {token: ${token}, server_url: "https://${addressOf(0)}:6443", labels: {from: user-data}}\n`;

const packetHost = 'metadata.platformequinix.com';
const named = ['akamai', 'aws', 'azure', 'exoscale', 'gcp', 'hetzner', 'openstack', 'oracle'];
const fleet = `http://${places.fleet}`;

interface Given {
  readonly cert: string;
  readonly publicKey: string;
  readonly userdata: string;
}

/** All that a node has beside the network: the name of its source. */
const sources: Readonly<Record<string, (given: Given) => Pick<NodeSpec, 'config' | 'cmdline'>>> = {
  ...Object.fromEntries(
    [...named, 'scaleway', 'vultr'].map((name) => [
      name,
      () => ({ config: `k3os: {data_sources: [${name}]}\n` }),
    ]),
  ),
  packet: ({ cert }) => ({
    config: `k3os: {data_sources: [packet]}\nca_certs: {trusted: [${JSON.stringify(cert)}]}\n`,
  }),
  'nocloud-net': () => ({
    config: '',
    cmdline: `quiet k3os.data_sources=auto ds=nocloud;s=${fleet}/base/`,
  }),
  vmware: ({ publicKey, userdata: text }) => ({
    config: JSON.stringify({
      k3os: { data_sources: ['vmware'] },
      write_files: guestinfoFiles({
        metadata: `local-hostname: ${nodeName('vmware')}\npublic-keys-data: ${publicKey}\n`,
        userdata: gzipSync(text).toString('base64'),
        'userdata.encoding': 'gzip+base64',
      }),
    }),
  }),
  url: () => ({ config: '', cmdline: `quiet k3os.data_sources=url=${fleet}/fleet/\${mac}.yaml` }),
};
const names = Object.keys(sources);

/** The tool that talks to the hypervisor, in the form of a double, and what the hypervisor knows. */
function guestinfoFiles(values: Readonly<Record<string, string>>) {
  const tool = new URL('../vmware-tools/vmware-rpctool', import.meta.url);
  return [
    {
      ...{ path: '/usr/local/bin/vmware-rpctool', permissions: '0755' },
      content: readFileSync(tool, 'utf8'),
    },
    ...Object.entries(values).map(([key, content]) => ({
      ...{ path: `/var/lib/guestinfo/${key}`, permissions: '0600', content },
    })),
  ];
}
const nodeName = (provider: string) => `in-${provider}`;

describe('a node that has nothing but the name of its cloud', () => {
  let cluster: Cluster;
  let key: KeyPair;
  let service: MetadataService;

  beforeAll(async () => {
    key = await makeKey();
    const tls = await makeCertificate(packetHost);
    cluster = await startCluster(
      Object.entries(sources).map(([name, spec], index) => ({
        name: nodeName(name),
        role: index === 0 ? 'server' : 'agent',
        powered: false,
        ...spec({ cert: tls.cert, publicKey: `${key.publicKey} ops`, userdata: userdata(index) }),
      })),
      { names: { [packetHost]: places.packet } },
    );
    const machines = names.map((provider, index) => {
      const hostname = nodeName(provider);
      const machine = { provider, id: String(1000 + index), hostname, userdata: userdata(index) };
      return [hostname, { ...machine, key: `${key.publicKey} ops` }] as const;
    });
    service = await startMetadata(cluster, Object.fromEntries(machines), tls);
    await Promise.all(cluster.nodes.map((node) => node.powerOn()));
  });

  afterAll(async () => {
    await cluster?.stop();
    await service?.ended();
  });

  const status = async (node: SandboxNode) => (await node.exec(['k3os', 'status'])).stdout;

  it('learns its name and its part from it, and joins', async () => {
    await ready(cluster, names.map(nodeName), 240_000);
  });

  it.each(names)('is well, and can be logged in to, in %s', async (name) => {
    const node = cluster.node(nodeName(name));
    await configured(node);

    expect(outcomes(node), await status(node)).toBe('initrd ok, boot ok, runtime ok');
    const login = await cluster.ssh('rancher', node.name, key.privateKey, 'hostname');
    expect(login).toMatchObject({ status: 0, stdout: `${node.name}\n` });
    expect(await output(node, 'stat', '-c', '%a', '/run/config/userdata')).toBe('600');
  });

  it('tells Azure that it is ready, in the words that Azure takes', () => {
    const told = service.heardFrom('in-azure').filter(({ method }) => method === 'POST');

    expect(told).toEqual([
      expect.objectContaining({
        url: `${places.azureWire}/machine?comp=health`,
        status: 200,
      }),
    ]);
  });
});
