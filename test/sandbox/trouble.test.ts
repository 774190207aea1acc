import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/sandbox/cluster.ts';
import {
  configured,
  type KeyPair,
  makeKey,
  outcomes,
  output,
  ready,
  startCluster,
} from './support.ts';

const dropIns = '/var/lib/rancher/k3os/config.d';

/** Each node has its own trouble, and none of them may cost the way in or the cluster. */
describe('a node in trouble', () => {
  let cluster: Cluster;
  let key: KeyPair;

  beforeAll(async () => {
    key = await makeKey();
    const config = (name: string, more = '') =>
      `hostname: ${name}\nssh_authorized_keys: ["${key.publicKey}"]\nk3os: {token: word-of-this-cluster}\n${more}`;
    cluster = await startCluster([
      {
        name: 'broken',
        config: config('broken'),
        files: {
          [`${dropIns}/20-broken.yaml`]: 'k3os:\n  labels: {a: b\n',
          [`${dropIns}/30-typo.yaml`]: 'k3os:\n  sysctlz: {a: b}\n  ntp_servers: {not: a list}\n',
        },
      },
      {
        name: 'hanging',
        config: config('hanging', 'run_cmd: ["sleep 600", "touch /run/never"]\n').replace(
          'k3os: {',
          'k3os: {command_timeout: 3s, ',
        ),
      },
      { name: 'offline', config: config('offline'), online: false },
      {
        name: 'no-sshd',
        config: config(
          'no-sshd',
          'write_files: [{path: /etc/ssh/sshd_config, content: "PermitRootLogin perhaps"}]\n',
        ),
      },
      {
        name: 'own-sshd',
        config: config(
          'own-sshd',
          'write_files: [{path: /etc/ssh/sshd_config, content: "MaxAuthTries 3"}]\n',
        ),
      },
    ]);
  });

  afterAll(() => cluster?.stop());

  describe('with an sshd_config of its own', () => {
    it.each([
      { node: 'no-sshd', when: 'sshd refuses it', used: '/run/sshd/safe_config' },
      { node: 'own-sshd', when: 'it names no host keys', used: '/etc/ssh/sshd_config' },
    ])('can be reached when $when', async ({ node, used }) => {
      await configured(cluster.node(node));

      const { stdout, stderr } = await cluster.ssh(
        'rancher',
        node,
        key.privateKey,
        'pgrep -af "sshd.*listener"',
      );

      expect(stdout, stderr).toContain(`-f ${used} `);
    });

    it('says in the log why it is not used', async () => {
      const log = await output(cluster.node('no-sshd'), 'cat', '/var/log/messages');

      expect(log).toMatch(/sshd_config is not used: .*line 1: .*"perhaps"/);
    });
  });

  describe('with a broken file in config.d', () => {
    it('is reachable, degraded, and runs k3s', async () => {
      const node = cluster.node('broken');
      await configured(node);

      expect(outcomes(node)).toContain('runtime degraded');
      expect((await cluster.ssh('rancher', 'broken', key.privateKey, 'hostname')).stdout).toBe(
        'broken\n',
      );
      await node.waitFor('Ready', 30_000, async () =>
        (await node.exec(['kubectl', 'get', 'nodes'])).stdout.includes(' Ready'),
      );
    });

    it.each(['20-broken.yaml:', '30-typo.yaml:3: k3os.ntp_servers'])(
      'names %s in the status',
      async (place) => {
        const { status, stdout } = await cluster.node('broken').exec(['k3os', 'status', '--json']);

        expect(status).toBe(2);
        expect(JSON.parse(stdout)).toMatchObject({ state: 'degraded' });
        expect(stdout).toContain(place);
      },
    );

    it('guesses what the mistyped key was meant to be', async () => {
      const { stdout } = await cluster.node('broken').exec(['k3os', 'status']);

      expect(stdout).toMatch(/30-typo\.yaml:2: k3os\.sysctlz: unknown key.*k3os\.sysctls/);
    });

    it('says why on the console and above the login prompt', () => {
      const node = cluster.node('broken');

      expect(node.consoleLog()).toMatch(/degraded.*20-broken\.yaml:/);
      expect(node.readFile('/etc/issue.d/k3os.issue')).toMatch(/DEGRADED[\s\S]*20-broken\.yaml:/);
    });

    it('is well again once the files are mended', async () => {
      const node = cluster.node('broken');
      await output(node, 'sh', '-c', `rm ${dropIns}/*`);

      await node.reboot();
      await configured(node);

      expect(outcomes(node)).toBe('initrd ok, boot ok, runtime ok');
      expect(node.readFile('/etc/issue.d/k3os.issue')).not.toContain('DEGRADED');
    });
  });

  describe('with a command that hangs', () => {
    it('ends the command, says so, and starts k3s all the same', async () => {
      const node = cluster.node('hanging');
      await configured(node);

      expect(outcomes(node)).toContain('runtime degraded');
      const { stdout } = await node.exec(['k3os', 'status']);
      expect(stdout).toMatch(/run-cmd.*sleep 600/);
      expect((await node.exec(['pgrep', '-f', 'sleep 600'])).status).toBe(1);
      expect((await node.exec(['test', '-e', '/run/never'])).status).toBe(1);
      expect(await output(node, 'rc-service', 'k3s-service', 'status')).toContain('started');
      expect((await cluster.ssh('rancher', 'hanging', key.privateKey, 'true')).status).toBe(0);
    });
  });

  describe('without a network', () => {
    it('finishes its boot in bounded time, and takes the network when it comes', async () => {
      const node = cluster.node('offline');
      await configured(node, 60_000);
      expect(node.consoleLog()).toContain('the network is not usable yet');
      expect(outcomes(node)).toBe('initrd ok, boot ok, runtime ok');

      await node.setLink(true);

      await node.waitFor(
        'reachable',
        40_000,
        async () => (await cluster.ssh('rancher', 'offline', key.privateKey, 'true')).status === 0,
      );
    });
  });

  it('leaves the others alone', async () => {
    await ready(cluster, ['broken']);
  });
});
