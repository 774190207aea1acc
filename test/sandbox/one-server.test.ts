import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseBootState, renderBootState } from '../../src/generations/boot-state.ts';
import type { Cluster } from '../../src/sandbox/cluster.ts';
import type { SandboxNode } from '../../src/sandbox/node.ts';
import {
  configured,
  healthy,
  type KeyPair,
  makeKey,
  outcomes,
  output,
  ready,
  startCluster,
  startRecord,
} from './support.ts';

const canaries = {
  token: 'canary-token-8d1f',
  password: 'canary-password-77ac',
  passphrase: 'canary-passphrase-0b2e',
  environment: 'canary-environment-59e3',
};

const config = (key: string) => `
hostname: first
ssh_authorized_keys: ["${key}"]
write_files:
  - path: /etc/example/hello.conf
    permissions: "0640"
    owner: rancher
    content: hello
run_cmd:
  - "date +%s.%N >/var/lib/example-ran"
k3os:
  token: ${canaries.token}
  password: ${canaries.password}
  wifi:
    - {name: Factory, passphrase: ${canaries.passphrase}}
  labels: {example.org/rack: r1}
  taints: ["example.org/dedicated=batch:NoSchedule"]
  environment: {EXAMPLE_SECRET_TOKEN: ${canaries.environment}}
`;

/** The whole environment of k3s: nothing else of whoever starts it. */
const launched = ['EXAMPLE_SECRET_TOKEN', 'HOME', 'K3S_TOKEN', 'LANG', 'PATH'];

describe('one server', () => {
  let cluster: Cluster;
  let node: SandboxNode;
  let key: KeyPair;

  beforeAll(async () => {
    key = await makeKey();
    cluster = await startCluster([{ name: 'first', config: config(key.publicKey) }]);
    node = cluster.node('first');
    await configured(node);
    await ready(cluster, ['first']);
  });

  afterAll(() => cluster?.stop());

  it('goes through all phases without a complaint', async () => {
    expect(outcomes(node)).toBe('initrd ok, boot ok, runtime ok');
    expect((await node.exec(['k3os', 'status'])).status).toBe(0);
  });

  it('has every service of its runlevels running', async () => {
    const services = await output(node, 'rc-status', '--all', '--nocolor');

    expect(services).not.toMatch(/crashed|starting/);
    for (const name of ['sshd', 'connman', 'dbus', 'chrony', 'ccapply', 'k3s-service', 'syslog']) {
      expect(services).toMatch(new RegExp(`${name} +\\[ +started`));
    }
  });

  it('gives the host name, the file and the command of the configuration', async () => {
    expect(await output(node, 'hostname')).toBe('first');
    expect(await output(node, 'stat', '-c', '%a %U', '/etc/example/hello.conf')).toBe(
      '640 rancher',
    );
    expect(node.readFile('/etc/example/hello.conf')).toBe('hello');
    expect(node.readFile('/var/lib/example-ran')).toMatch(/^\d+/);
  });

  it('lets rancher in by key over the network, with sudo', async () => {
    const login = await cluster.ssh('rancher', 'first', key.privateKey, 'id -un; sudo id -un');

    expect(login).toMatchObject({ status: 0, stdout: 'rancher\nroot\n' });
  });

  it.each(['root', 'nobody'])('does not let %s in with that key', async (user) => {
    const login = await cluster.ssh(user, 'first', key.privateKey, 'true');

    expect(login.status).toBe(255);
    expect(login.stderr).toContain('Permission denied (publickey)');
  });

  it('starts k3s under its supervisor, with labels, taints and no trace of systemd', () => {
    const { argv, env } = startRecord(node);

    expect(argv[0]).toBe('server');
    expect(argv).toContain('--node-label=example.org/rack=r1');
    expect(argv).toContain('--node-taint=example.org/dedicated=batch:NoSchedule');
    expect(argv.join(' ')).not.toContain(canaries.token);
    expect(env).toMatchObject({ K3S_TOKEN: canaries.token });
    expect(Object.keys(env).sort()).toEqual(launched);
  });

  it('finds its start a good one, and keeps in mind what it had', async () => {
    await healthy(node);
    const { status, stdout } = await node.exec(['k3os', 'health']);

    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: [
        'configuration:  applied',
        'network:        usable',
        'k3s:            ready',
        'health:         good',
        '',
      ].join('\n'),
    });
    expect(JSON.parse(node.readFile('/var/lib/rancher/k3os/health.json') ?? '')).toEqual({
      network: true,
      k3s: true,
    });
    expect(node.readFile('/var/log/k3os/health.log')).not.toMatch(/k3os: |bug/);
  });

  it('tells the cluster and its people which generation was given up', async () => {
    const failed = { number: 4, reason: 'after 15 minutes k3s is not ready: a=b, "c"' };
    // As a start from a disk leaves it.
    node.writeFile('/var/lib/example/start', JSON.stringify({ running: 3, failed }));
    await output(node, 'cp', '/var/lib/example/start', '/run/k3os/generation.json');
    await output(node, 'rm', '/run/k3os/health.json');

    expect(await output(node, 'k3os', 'health', '--decide')).toBe('good');

    const { metadata } = JSON.parse(
      await output(node, 'kubectl', 'get', '--raw', '/api/v1/nodes/first'),
    );
    expect(metadata.annotations).toMatchObject({
      'k3os.io/generation': '3',
      'k3os.io/rolled-back': `4: ${failed.reason}`,
    });
    expect(await output(node, 'k3os', 'status')).toContain(
      `note:   generation 4 was given up: ${failed.reason}; generation 3 runs`,
    );
    await output(node, 'rm', '/run/k3os/generation.json');
  });

  it('keeps nothing of the program in memory after boot', async () => {
    expect(await output(node, 'sh', '-c', 'ps -eo args= | grep -c "[k]3os config" || :')).toBe('0');
    expect((await node.exec(['pgrep', '-x', 'k3os'])).status).toBe(1);
  });

  it('has nothing to change when it is asked again', async () => {
    const plan = await node.exec(['k3os', 'config', 'plan']);
    const again = await node.exec(['k3os', 'config']);

    expect(plan.stdout).toContain('Nothing to change');
    expect(again.status).toBe(0);
    expect(startRecord(node).starts).toBe(1);
  });

  it('restarts k3s when its labels change, and only then', async () => {
    const path = '/var/lib/rancher/k3os/config.d/10-labels.yaml';
    node.writeFile(path, 'k3os: {"labels+": {example.org/added: "yes"}}\n');

    const plan = await node.exec(['k3os', 'config', 'plan']);
    const applied = await node.exec(['k3os', 'config']);

    expect(plan.stdout).toContain('--node-label=example.org/added=yes');
    expect(applied.status).toBe(0);
    await node.waitFor('k3s restarted', 20_000, () => startRecord(node).starts === 2);
    expect(startRecord(node).argv).toContain('--node-label=example.org/added=yes');
    await node.exec(['rm', path]);
  });

  it('knows that k3s is not ready while it is stopped', async () => {
    await output(node, 'rc-service', 'k3s-service', 'stop');
    const { stdout } = await node.exec(['k3os', 'health']);
    await output(node, 'rc-service', 'k3s-service', 'start');
    await ready(cluster, ['first']);

    expect(stdout).toMatch(/^k3s: +not ready: it is not started$/m);
    expect(stdout).toMatch(/^health: +(wait|bad): .*k3s is not ready: it is not started/m);
  });

  it('starts k3s with what somebody has written into its files, and no longer with the next configuration', async () => {
    const { starts } = startRecord(node);
    await output(node, 'sh', '-c', "echo BY_HAND=\\'yes\\' >>/etc/rancher/k3s/k3s-service.env");
    await output(node, 'rc-service', 'k3s-service', 'restart');
    await node.waitFor('k3s restarted', 20_000, () => startRecord(node).starts > starts);

    expect(startRecord(node).env).toMatchObject({ BY_HAND: 'yes', K3S_TOKEN: canaries.token });
    expect(Object.keys(startRecord(node).env).sort()).toEqual(['BY_HAND', ...launched]);

    expect((await node.exec(['k3os', 'config'])).status).toBe(0);
    await node.waitFor('k3s restarted', 20_000, () => startRecord(node).starts > starts + 1);
    expect(Object.keys(startRecord(node).env).sort()).toEqual(launched);
    await ready(cluster, ['first']);
  });

  it('starts k3s again when it dies', async () => {
    const { starts, pid } = startRecord(node);
    await node.exec(['kill', '-9', String(pid)]);

    await node.waitFor('k3s respawned', 20_000, () => startRecord(node).starts > starts);
  });

  it('stops k3s alone: what runs below it goes on', async () => {
    // In its control group, with a session of its own, as a container's shim is.
    const { pid } = startRecord(node);
    node.writeFile(
      '/var/lib/example/join',
      `echo $$ >"/sys/fs/cgroup$(sed -n s/^0:://p /proc/${pid}/cgroup)/cgroup.procs" && exec sleep 4711\n`,
    );
    await output(node, 'sh', '-c', 'setsid sh /var/lib/example/join >/dev/null 2>&1 &');
    await node.waitFor(
      'shim',
      5_000,
      async () => (await node.exec(['pgrep', '-f', 'sleep 4711'])).status === 0,
    );

    await output(node, 'rc-service', 'k3s-service', 'stop');

    expect((await node.exec(['pgrep', '-f', 'sleep 4711'])).status).toBe(0);
    await output(node, 'rc-service', 'k3s-service', 'start');
    await ready(cluster, ['first']);
  });

  describe('secrets', () => {
    it.each(Object.entries(canaries))('does not show the %s on the console', (_name, secret) => {
      expect(node.consoleLog()).not.toContain(secret);
    });

    it('has none in the arguments of any process', async () => {
      const commands = await output(
        node,
        'sh',
        '-c',
        "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '",
      );

      expect(commands).toContain('connmand');
      expect(commands).not.toMatch(/canary-/);
    });

    it('has none in the environment of any process but k3s', async () => {
      const found = await output(
        node,
        'sh',
        '-c',
        'grep -l canary- /proc/[0-9]*/environ 2>/dev/null || :',
      );
      const pids = found
        .split('\n')
        .filter(Boolean)
        .map((path) => path.split('/')[2]);

      expect(pids).toContain(String(startRecord(node).pid));
      for (const pid of pids) {
        expect(await output(node, 'cat', `/proc/${pid}/comm`)).toMatch(/k3s/);
      }
    });

    it('has none in the logs, nor in any file that others may read', async () => {
      const search = 'find / -xdev -type f -perm /004 -exec grep -l canary- {} + 2>/dev/null || :';
      const places = ['/', '/etc', '/run', '/tmp', '/var', '/home', '/opt'].map((path) =>
        search.replace('/ ', `${path} `),
      );
      const found = await output(node, 'sh', '-c', places.join('; '));
      const logs = await output(node, 'sh', '-c', 'grep -rl canary- /var/log || :');

      expect(found).toBe('');
      expect(logs).toBe('');
    });

    it('has none in status, plan and dump', async () => {
      for (const words of [
        ['status', '--json'],
        ['config', 'plan', '--json'],
        ['config', '--dump'],
        ['config', 'explain'],
      ]) {
        const { stdout, stderr } = await node.exec(['k3os', ...words]);
        expect(stdout + stderr).not.toMatch(/canary-/);
      }
    });
  });

  it('has no way to log in with a password over the network', async () => {
    const settings = await output(node, 'sshd', '-T');

    expect(settings).toMatch(/^passwordauthentication no$/m);
    expect(settings).toMatch(/^kbdinteractiveauthentication no$/m);
    expect(settings).toMatch(/^permitrootlogin no$/m);
  });

  it('gives containers time to end, with network and volumes still there', async () => {
    const task = '/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/example';
    node.writeFile(
      '/var/lib/example/container',
      `trap 'sleep 3; mountpoint -q /run/k3s/volume && [ -e /run/openrc/started/connman ] &&
  [ ! -e /run/openrc/started/k3s-service ] && echo in time >/var/lib/example-end; exit' TERM
while :; do sleep 0.1; done
`,
    );
    // The real one too ends at once when it is told to, and leaves its container behind.
    node.writeFile(
      '/var/lib/example/containerd-shim',
      `sh /var/lib/example/container &
printf %s $! >${task}/init.pid
wait
`,
    );
    const start = `mkdir -p ${task} /run/k3s/volume && mount -t tmpfs tmpfs /run/k3s/volume &&
      setsid sh /var/lib/example/containerd-shim >/dev/null 2>&1 &`;
    await output(node, 'sh', '-c', start);

    await node.reboot();
    await configured(node);

    expect(node.readFile('/var/lib/example-end')).toBe('in time\n');
    await ready(cluster, ['first']);
  });

  it('leaves a generation on trial by itself when k3s does not come up', async () => {
    const example = '/var/lib/example';
    node.writeFile(`${example}/cmdline`, 'quiet k3os.gen=6 k3os.trial=1\n');
    for (const block of ['grubenv', 'grubenv.copy']) {
      const state = renderBootState({ good: 5, previous: 4, trial: 6, tries: 2 });
      node.writeFile(`${example}/grub/${block}`, state.toString());
    }
    for (const number of [5, 6]) {
      node.writeFile(`${example}/system/generations/${number}/boot.env`, '');
    }
    // As if this node had been started from a disk: its boot partition, generations and command line.
    const installed = `cd ${example} && mkdir -p /boot/grub system/k3s &&
      mount --bind grub /boot/grub && mount --bind /k3os/system/k3s system/k3s &&
      mount --rbind system /k3os/system && mount --bind cmdline /proc/cmdline &&
      : >/run/before && rm -f /run/k3os/health.json`;
    await output(node, 'sh', '-c', installed);
    await output(node, 'rc-service', 'k3s-service', 'stop');

    await node.exec(['k3os', 'health', '--decide', '--timeout', '1']);

    await node.waitFor(
      'restart',
      60_000,
      () => node.isRunning() && node.readFile('/run/before') === undefined,
    );
    await configured(node);
    const { state } = parseBootState(Buffer.from(node.readFile(`${example}/grub/grubenv`) ?? ''));
    expect(state).toEqual({ good: 5, previous: 4, failed: 6 });
    expect(node.readFile('/var/lib/rancher/k3os/generations/6.failed')).toBe(
      'after 1 s k3s is not ready: it is not started\n',
    );
    await ready(cluster, ['first']);
  });

  it('keeps its identity over a reboot', async () => {
    const identity = [
      ['hostname'],
      ['cat', '/etc/machine-id'],
      ['cat', '/etc/rancher/node/password'],
      ['sh', '-c', 'sha256sum /var/lib/rancher/k3os/ssh/*'],
    ];
    const read = () => Promise.all(identity.map((argv) => output(node, ...argv)));
    const before = await read();
    const { starts } = startRecord(node);

    await node.reboot();
    await configured(node);

    expect(await read()).toEqual(before);
    expect(outcomes(node)).toBe('initrd ok, boot ok, runtime ok');
    await node.waitFor('k3s started', 20_000, () => startRecord(node).starts > starts);
    await ready(cluster, ['first']);
    expect((await cluster.ssh('rancher', 'first', key.privateKey, 'true')).status).toBe(0);
  });
});
