import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/sandbox/cluster.ts';
import { switchAddress } from '../../src/sandbox/network.ts';
import { configured, type KeyPair, makeKey, outcomes, startCluster } from './support.ts';

/** Answers one request with the keys of alice, and ends. */
const keyServer = (keys: string) => `
  const server = require('node:http').createServer((request, response) => {
    response.writeHead(request.url === '/alice.keys' ? 200 : 404, { connection: 'close' });
    response.end(${JSON.stringify(`${keys}\n`)}, () => server.close());
  });
  server.listen(8081, '${switchAddress}');
`;

/** GitHub was down when the site came back after a power cut: nobody may need to drive there for that. */
describe('a node whose keys are fetched from a server', () => {
  let cluster: Cluster;
  let key: KeyPair;

  beforeAll(async () => {
    key = await makeKey();
    cluster = await startCluster([
      {
        name: 'locked',
        config: [
          'hostname: locked',
          'ssh_authorized_keys: [lan:alice]',
          'k3os:',
          `  key_providers: {lan: "http://${switchAddress}:8081"}`,
          '  token: word-of-this-cluster',
          '',
        ].join('\n'),
      },
    ]);
    await configured(cluster.node('locked'));
  });

  afterAll(() => cluster?.stop());

  const login = () => cluster.ssh('rancher', 'locked', key.privateKey, 'true');

  it('is degraded while the server does not answer, says why, and goes on', async () => {
    const { status, stdout } = await cluster.node('locked').exec(['k3os', 'status']);

    expect(status).toBe(2);
    expect(stdout).toMatch(/cause: +ssh-keys: .*ECONNREFUSED/);
    expect((await login()).status).not.toBe(0);
  });

  it('lets its people in, and is well, once the server answers', async () => {
    const node = cluster.node('locked');

    const served = await cluster.exec([process.execPath, '-e', keyServer(key.publicKey)], {
      timeoutMs: 60_000,
    });

    expect(served).toMatchObject({ status: 0 });
    await node.waitFor('well', 20_000, async () => outcomes(node).endsWith('runtime ok'));
    expect((await login()).status).toBe(0);
    expect(node.readFile('/etc/issue.d/k3os.issue')).not.toContain('DEGRADED');
    await node.waitFor('the retry gone', 10_000, async () => {
      const { status } = await node.exec(['pgrep', '-f', 'retry-keys']);
      return status === 1;
    });
  });

  it('keeps them when the server is gone again at the next boot', async () => {
    const node = cluster.node('locked');

    await node.reboot();
    await configured(node);

    expect((await login()).status).toBe(0);
  });
});
