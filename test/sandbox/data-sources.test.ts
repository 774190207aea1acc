import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/sandbox/cluster.ts';
import { addressOf } from '../../src/sandbox/network.ts';
import type { Machine } from '../metadata-server/provider.ts';
import { providers } from '../metadata-server/providers.ts';
import {
  configured,
  type KeyPair,
  makeKey,
  outcomes,
  output,
  ready,
  startCluster,
} from './support.ts';

const names = Object.keys(providers).sort();
const nodeName = (provider: string) => `in-${provider}`;
const token = 'a-shared-word-of-the-cluster';
const first = addressOf(0);

/** The first forms the cluster, the others join it: from user-data alone. */
const userdata = (index: number) =>
  index === 0
    ? `k3os: {token: ${token}, k3s_args: [server], labels: {from: user-data}}\n`
    : `k3os: {token: ${token}, server_url: "https://${first}:6443", labels: {from: user-data}}\n`;

const serviceAddresses = ['169.254.169.254', '169.254.42.42'];

describe('a node that has nothing but the name of its cloud', () => {
  let cluster: Cluster;
  let key: KeyPair;
  let service: Promise<unknown>;

  beforeAll(async () => {
    key = await makeKey();
    cluster = await startCluster(
      names.map((name, index) => ({
        name: nodeName(name),
        role: index === 0 ? 'server' : 'agent',
        config: `k3os: {data_sources: [${name}]}\n`,
        powered: false,
      })),
    );
    const machines = Object.fromEntries(
      names.map((provider, index): [string, Machine] => [
        addressOf(index),
        {
          ...{ provider, id: String(1000 + index), hostname: nodeName(provider) },
          ...{ key: `${key.publicKey} ops`, userdata: userdata(index) },
        },
      ]),
    );
    for (const address of serviceAddresses) {
      await cluster.exec(['ip', 'address', 'add', `${address}/32`, 'dev', 'switch']);
    }
    const main = new URL('../metadata-server/main.ts', import.meta.url).pathname;
    service = cluster.exec(
      [process.execPath, main, JSON.stringify(machines), ...serviceAddresses],
      { timeoutMs: 280_000 },
    );
    await Promise.all(cluster.nodes.map((node) => node.powerOn()));
  });

  afterAll(async () => {
    await cluster?.stop();
    await service;
  });

  it('learns its name and its part from it, and joins', async () => {
    await ready(cluster, names.map(nodeName), 240_000);
  });

  it.each(names)('is well, and can be logged in to, in %s', async (name) => {
    const node = cluster.node(nodeName(name));
    await configured(node);

    expect(outcomes(node)).toBe('initrd ok, boot ok, runtime ok');
    const login = await cluster.ssh('rancher', node.name, key.privateKey, 'hostname');
    expect(login).toMatchObject({ status: 0, stdout: `${node.name}\n` });
    expect(await output(node, 'stat', '-c', '%a', '/run/config/userdata')).toBe('600');
  });
});
