import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { diagnose } from '../../src/k3s/diagnose.ts';
import { type TempRoot, tempRoot } from '../support/temp-root.ts';

const program = fileURLToPath(new URL('../k3s-stand-in/main.ts', import.meta.url));

interface Node {
  readonly root: TempRoot;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
}

interface Running extends Node {
  readonly child: ChildProcess;
  log(): string;
  /** Exit status, once it has ended. */
  readonly ended: Promise<number | null>;
}

const children: ChildProcess[] = [];

afterEach(async () => {
  const alive = children.filter(
    ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
  );
  await Promise.all(
    alive.map((child) => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      return ended;
    }),
  );
  children.length = 0;
});

const environment = (node: Node) => ({
  PATH: '/usr/bin:/bin',
  K3S_STAND_IN_ROOT: node.root.path,
  ...node.env,
});

function start(node: Node): Running {
  const child = spawn(process.execPath, [program, ...node.args], {
    env: environment(node),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr?.on('data', (chunk) => {
    log += chunk;
  });
  children.push(child);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { ...node, child, ended, log: () => log };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

interface Given {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  readonly root?: TempRoot;
}

function nodeOf(role: string, { name, args = [], env = {}, root = tempRoot() }: Given): Node {
  const own = ['--data-dir', root.at('/data'), '--node-name', name, '--node-ip', '127.0.0.1'];
  return { root, env, args: [role, ...own, ...args] };
}

async function startServer(
  given: Given & { port?: number },
): Promise<Running & { url: string; token: string }> {
  const port = given.port ?? (await freePort());
  const args = ['--https-listen-port', String(port), ...(given.args ?? [])];
  const server = start(nodeOf('server', { ...given, args }));
  await until(() => server.log().includes('up and running'), server);
  const token = readFileSync(server.root.at('/data/server/node-token'), 'utf8').trim();
  return { ...server, url: `https://127.0.0.1:${port}`, token };
}

function startAgent(server: { url: string }, token: string, given: Given): Running {
  return start(
    nodeOf('agent', {
      ...given,
      args: ['--server', server.url, ...(given.args ?? [])],
      env: { K3S_TOKEN: token, ...given.env },
    }),
  );
}

/** Polls a condition; the log of the process explains a time-out. */
async function until(condition: () => boolean, { log }: Pick<Running, 'log'>): Promise<void> {
  for (const end = Date.now() + 20_000; !condition(); ) {
    if (Date.now() > end) {
      throw new Error(`did not happen in 20 s; the log was:\n${log()}`);
    }
    await sleep(100);
  }
}

const says = (running: Running, text: string) => until(() => running.log().includes(text), running);

function command(node: Node, ...args: string[]) {
  return spawnSync(process.execPath, [program, ...args], {
    env: environment(node),
    encoding: 'utf8',
  });
}

/** As a node asks the API about itself. */
function asKubelet(node: Node, ...words: string[]) {
  return command(
    node,
    'kubectl',
    '--kubeconfig',
    node.root.at('/data/agent/kubelet.kubeconfig'),
    ...words,
  );
}

interface Listed {
  readonly metadata: { name: string; labels: Record<string, string> };
  readonly spec: { taints: unknown[] };
  readonly status: { conditions: { status: string }[] };
}

function nodesSeenBy(server: Node): Listed[] {
  const { stdout, stderr } = command(server, 'kubectl', 'get', 'nodes', '-o', 'json');
  return stdout === '' ? expect.fail(stderr) : JSON.parse(stdout).items;
}

const names = (server: Node) => nodesSeenBy(server).map(({ metadata }) => metadata.name);

describe('a server', () => {
  it('gives out a token with the hash of its CA, keeps secrets private, and ends cleanly', async () => {
    const server = await startServer({ name: 's1', env: { K3S_TOKEN: 'hello' } });

    expect(server.token).toMatch(/^K10[0-9a-f]{64}::server:hello$/);
    expect(statSync(server.root.at('/data/server/token')).mode & 0o777).toBe(0o600);
    expect(command(server, 'kubectl', 'get', '--raw', '/readyz').stdout).toBe('ok\n');
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  it('records what it was started with and says what it is', async () => {
    const server = await startServer({ name: 's1', env: { K3S_TOKEN: 'hello' } });
    const record = JSON.parse(readFileSync(server.root.at('/data/stand-in.json'), 'utf8'));

    expect(record).toMatchObject({ argv: server.args, env: { K3S_TOKEN: 'hello' }, starts: 1 });
    expect(server.log().split('\n')[0]).toContain('THIS IS A STAND-IN FOR TESTS, NOT k3s');
  });

  it('has a node of its own, whose kubelet knows in which start of the machine it registered', async () => {
    const server = await startServer({ name: 's1' });
    const certificate = readFileSync(server.root.at('/data/agent/client-kubelet.crt'));

    const { stdout } = asKubelet(server, 'get', '--raw', '/api/v1/nodes/s1');

    expect(new X509Certificate(certificate).subject).toBe('O=system:nodes\nCN=system:node:s1');
    expect(JSON.parse(stdout).status).toMatchObject({
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: { bootID: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() },
    });
  });

  it('keeps its nodes and its CA over a restart, and refuses another token', async () => {
    const first = await startServer({ name: 's1', env: { K3S_TOKEN: 'hello' } });
    first.child.kill('SIGTERM');
    await first.ended;
    const second = await startServer({ name: 's1', root: first.root, env: { K3S_TOKEN: 'hello' } });
    expect(second.token).toBe(first.token);
    second.child.kill('SIGTERM');
    await second.ended;

    const third = start(
      nodeOf('server', { name: 's1', root: first.root, env: { K3S_TOKEN: 'other' } }),
    );

    expect(await third.ended).toBe(1);
    expect(third.log()).toContain('encrypted with different token');
  });

  it('merges drop-ins of its configuration file and skips unknown keys', async () => {
    const root = tempRoot({
      '/etc/rancher/k3s/config.yaml': 'node-label: [a=1]\nnonsense: 1\ntoken: from-file\n',
      '/etc/rancher/k3s/config.yaml.d/10.yaml': 'node-label+: [b=2]\n',
    });
    const server = await startServer({ name: 's1', root, env: { K3S_TOKEN: 'from-environment' } });

    expect(nodesSeenBy(server)[0]?.metadata.labels).toMatchObject({ a: '1', b: '2' });
    expect(server.log()).toContain('Unknown flag --nonsense found in config.yaml, skipping');
    expect(server.token).toMatch(/::server:from-file$/);
  });
});

describe('what k3s refuses ends with 1', () => {
  it.each([
    {
      when: 'a flag is unknown',
      role: 'server',
      args: ['--disabel=x'],
      says: 'flag provided but not defined: -disabel',
    },
    {
      when: 'an agent has a flag of servers',
      role: 'agent',
      args: ['--cluster-init'],
      says: 'flag provided but not defined: -cluster-init',
    },
    {
      when: 'a value is missing',
      role: 'server',
      args: ['--node-label'],
      says: 'flag needs an argument: --node-label',
    },
    {
      when: 'an agent has no token',
      role: 'agent',
      args: ['--server=https://127.0.0.1:1'],
      says: '--token is required',
    },
    {
      when: 'an agent has no server',
      role: 'agent',
      args: ['--token=x'],
      says: '--server is required',
    },
    {
      when: 'the hash of a token is cut',
      role: 'agent',
      args: ['--server=https://127.0.0.1:1', '--token=K10ab::server:x'],
      says: 'invalid token CA hash length',
    },
    {
      when: 'the node is called localhost',
      role: 'server',
      args: ['--node-name=localhost'],
      says: 'invalid node name',
    },
    {
      when: 'the node has capitals',
      role: 'server',
      args: ['--node-name=Web1'],
      says: 'invalid node name',
    },
    {
      when: 'a label is reserved',
      role: 'server',
      args: ['--node-label=node-role.kubernetes.io/x=y'],
      says: 'invalid label',
    },
    { when: 'a taint is none', role: 'server', args: ['--node-taint=a'], says: 'invalid taint' },
    {
      when: 'a server to join is away',
      role: 'server',
      args: ['--server=https://127.0.0.1:1', '--token=x'],
      says: 'failed to validate server configuration',
    },
  ])('when $when', ({ role, args, says: message }) => {
    const { status, stderr } = command(
      nodeOf(role, { name: 'n1' }),
      ...nodeOf(role, { name: 'n1', args }).args,
    );

    expect(stderr).toContain(message);
    expect(status).toBe(1);
  });
});

describe('agents', () => {
  it('join by the full and by the short token, with labels and taints', async () => {
    const server = await startServer({ name: 's1', env: { K3S_TOKEN: 'hello' } });
    const full = startAgent(server, server.token, {
      name: 'a1',
      args: ['--node-label=zone=b', '--node-taint=gpu=yes:NoSchedule'],
    });
    const short = startAgent(server, 'hello', { name: 'a2' });
    await says(full, 'registered');
    await says(short, 'registered');

    const [a1] = nodesSeenBy(server);
    expect(names(server)).toEqual(['a1', 'a2', 's1']);
    expect(a1?.metadata.labels).toMatchObject({ zone: 'b' });
    expect(a1?.spec.taints).toEqual([{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }]);
    expect(short.log()).toContain('the token does not include a CA hash');
    expect(full.log()).not.toContain('does not include a CA hash');
  });

  it('annotate themselves, and no other', async () => {
    const server = await startServer({ name: 's1' });
    const agent = startAgent(server, server.token, { name: 'a1' });
    await says(agent, 'registered');
    const annotations = () =>
      JSON.parse(asKubelet(agent, 'get', '--raw', '/api/v1/nodes/a1').stdout).metadata.annotations;

    const words = ['example.org/a=1: b=2', 'example.org/c=3', '--overwrite'];
    expect(asKubelet(agent, 'annotate', 'node', 'a1', ...words).status).toBe(0);
    expect(annotations()).toEqual({ 'example.org/a': '1: b=2', 'example.org/c': '3' });
    expect(asKubelet(agent, 'annotate', 'node', 'a1', 'example.org/a-').status).toBe(0);
    expect(annotations()).toEqual({ 'example.org/c': '3' });
    expect(asKubelet(agent, 'annotate', 'node', 's1', 'example.org/a=1').stderr).toContain('403');
  });

  it('join by a bootstrap token that was created', async () => {
    const server = await startServer({ name: 's1' });
    const token = command(server, 'token', 'create').stdout.trim();
    const agent = startAgent(server, token, { name: 'a1' });

    await says(agent, 'registered');
    expect(token).toMatch(/^K10[0-9a-f]{64}::[a-z0-9]{6}\.[a-z0-9]{16}$/);
  });

  it.each([
    {
      when: 'the CA has another hash',
      token: `K10${'0'.repeat(64)}::server:hello`,
      message: 'token CA hash does not match',
      means: 'the token belongs to another cluster',
    },
    {
      when: 'the password is wrong',
      token: 'wrong',
      message: '401',
      means: 'the server refuses the token',
    },
  ])('go on trying when $when', async ({ token, message, means }) => {
    const server = await startServer({ name: 's1', env: { K3S_TOKEN: 'hello' } });
    const agent = startAgent(server, token, { name: 'a1' });
    await until(() => agent.log().split(message).length > 2, agent);

    expect(diagnose(agent.log())).toContain(means);
    expect(agent.child.exitCode).toBeNull();
    expect(names(server)).toEqual(['s1']);
  });

  it('are rejected under a name that another machine has', async () => {
    const server = await startServer({ name: 's1' });
    await says(startAgent(server, server.token, { name: 'a1' }), 'registered');

    const second = startAgent(server, server.token, { name: 'a1' });
    await says(second, 'Node password rejected');

    expect(diagnose(second.log())).toContain('another machine has joined under this host name');
  });

  it('wait for a server that is away, and join when it comes', async () => {
    const port = await freePort();
    const agent = startAgent({ url: `https://127.0.0.1:${port}` }, 'hello', { name: 'a1' });
    await says(agent, 'Failed to validate connection to cluster');
    expect(diagnose(agent.log())).toContain('the server does not answer');
    await startServer({ name: 's1', port, env: { K3S_TOKEN: 'hello' } });

    await says(agent, 'registered');
    expect(diagnose(agent.log())).toBeUndefined();
  });

  it('restart with their certificate alone, and bring new labels', async () => {
    const server = await startServer({ name: 's1' });
    const agent = startAgent(server, server.token, { name: 'a1', args: ['--node-label=old=1'] });
    await says(agent, 'registered');
    agent.child.kill('SIGTERM');
    await agent.ended;

    const again = startAgent(server, '', {
      name: 'a1',
      root: agent.root,
      args: ['--node-label=new=2'],
    });
    await says(again, 'registered');

    expect(nodesSeenBy(server)[0]?.metadata.labels).toMatchObject({ old: '1', new: '2' });
  });
});

describe('several servers', () => {
  it('share their nodes, and agents stay ready when the first server is away', async () => {
    const first = await startServer({
      name: 's1',
      args: ['--cluster-init'],
      env: { K3S_TOKEN: 'hello' },
    });
    const join = { args: ['--server', first.url], env: { K3S_TOKEN: first.token } };
    const second = await startServer({ name: 's2', ...join });
    const third = await startServer({ name: 's3', ...join });
    const agent = startAgent(first, first.token, { name: 'a1' });
    await says(agent, 'registered');
    await until(() => names(third).length === 4, third);
    expect(second.token).toBe(first.token);

    first.child.kill('SIGTERM');
    await first.ended;
    const state = (name: string) =>
      nodesSeenBy(second).find(({ metadata }) => metadata.name === name)?.status.conditions[0]
        ?.status;
    await until(() => state('s1') === 'Unknown', second);

    expect([state('s2'), state('s3'), state('a1')]).toEqual(['True', 'True', 'True']);
  });

  it('must agree about the network', async () => {
    const first = await startServer({ name: 's1', args: ['--cluster-init'] });
    const other = start(
      nodeOf('server', {
        name: 's2',
        args: ['--server', first.url, '--cluster-cidr=10.9.0.0/16'],
        env: { K3S_TOKEN: first.token },
      }),
    );

    expect(await other.ended).toBe(1);
    expect(other.log()).toContain('critical configuration value mismatch: cluster-cidr');
  });
});
