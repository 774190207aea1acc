import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { removeLeftovers, runningClusters } from '../../src/sandbox/leftovers.ts';
import { isAlive, type ProcessIdentity } from '../../src/sandbox/processes.ts';
import { run } from '../../src/sandbox/run.ts';

const program = fileURLToPath(new URL('../../src/sandbox/start.ts', import.meta.url));
const name = 'start-test';

function start(...words: string[]) {
  return observe(
    spawn(process.execPath, [program, '--name', name, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

/** What is written to its stdin is typed. `exec`: a shell that stays would have its own answer to Ctrl-C. */
function startInTerminal(...words: string[]) {
  const command = ['exec', process.execPath, program, '--name', name, ...words].join(' ');
  return observe(
    spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    }),
  );
}

function observe<Child extends ChildProcess & { stdout: Readable; stderr: Readable }>(
  child: Child,
) {
  let text = '';
  child.stdout.on('data', (part: Buffer) => {
    text += part.toString();
  });
  child.stderr.on('data', (part: Buffer) => {
    text += part.toString();
  });
  return { child, output: () => text };
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  const [status] = (await once(child, 'exit')) as [number | null];
  return status;
}

async function until(test: () => boolean): Promise<void> {
  for (let polls = 0; !test(); polls++) {
    expect(polls, 'waited 60 s').toBeLessThan(600);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What a cluster could leave on the host. */
async function traces(holder: ProcessIdentity | undefined): Promise<string[]> {
  const links = await run(['ip', '-o', 'link', 'show']);
  return [
    ...(holder !== undefined && isAlive(holder) ? ['a process'] : []),
    ...(existsSync(`/var/tmp/k3os-sandbox/${name}`) ? ['its folder'] : []),
    ...(readFileSync('/proc/self/mounts', 'utf8').includes(name) ? ['a mount'] : []),
    ...(/ (port-\d+|switch)[@:]/.test(links.stdout) ? ['a network link'] : []),
    ...(readdirSync('/proc').some((pid) => cgroupOf(pid).includes(`k3os-sandbox-${name}`))
      ? ['a node process']
      : []),
  ];
}

function cgroupOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8');
  } catch {
    return '';
  }
}

const holderOf = () => runningClusters().find((cluster) => cluster.name === name)?.holder;

describe('npm start', () => {
  const children: ChildProcess[] = [];

  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
    }
    await removeLeftovers();
  });

  it('brings a cluster up, shows it, ends by itself without a terminal and leaves nothing', async () => {
    const { child, output } = start();
    children.push(child);
    await until(() => holderOf() !== undefined || child.exitCode !== null);
    const holder = holderOf();

    expect(await exitOf(child), output()).toBe(0);
    expect(output()).toContain('using the stand-in, which forms a cluster but runs NO containers');
    expect(output()).toMatch(/NODE +ROLE +ADDRESS +CONFIGURATION +K3S +READY AFTER/);
    expect(output()).toMatch(
      /server-1 +server +10\.88\.0\.11 +initrd ok, boot ok, runtime ok +Ready +\d/,
    );
    expect(output()).toMatch(
      /agent-1 +agent +10\.88\.0\.12 +initrd ok, boot ok, runtime ok +Ready +\d/,
    );
    expect(await traces(holder)).toEqual([]);
  });

  it.each([
    { when: 'as soon as it begins', said: 'switching on', words: [] },
    { when: 'while the node boots', said: 'server-1: initrd', words: [] },
    {
      when: 'before nodes that were to be kept are ready',
      said: 'server-1: initrd',
      words: ['--keep'],
    },
  ])('stops everything when it is interrupted $when', async ({ said, words }) => {
    const { child, output } = start('--agents', '0', ...words);
    children.push(child);
    await until(() => output().includes(said) || child.exitCode !== null);
    const holder = holderOf();

    child.kill('SIGINT');

    expect(await exitOf(child), output()).toBe(1);
    expect(output()).toContain('switching off');
    expect(await traces(holder)).toEqual([]);
  });

  it('leaves no process when it is killed, and the next start removes the rest', async () => {
    const { child } = start('--agents', '0');
    children.push(child);
    await until(() => holderOf() !== undefined);
    const holder = holderOf();

    child.kill('SIGKILL');
    await until(() => holder !== undefined && !isAlive(holder));
    expect(existsSync(`/var/tmp/k3os-sandbox/${name}`)).toBe(true);

    expect(await removeLeftovers()).toEqual([name]);
    expect(await traces(holder)).toEqual([]);
  });

  describe('with a configuration that keeps k3s from starting', () => {
    const cause =
      /k3s does not start on server-1: \S+config\.yaml:1: k3os\.token: the token begins with K10/;
    let file: string;

    beforeAll(() => {
      file = join(mkdtempSync(join(tmpdir(), 'k3os-start-')), 'server.yaml');
      writeFileSync(file, 'k3os: {token: K10cut, k3s_args: [server]}\n');
    });

    afterAll(() => rmSync(dirname(file), { recursive: true }));

    it('ends with the cause, long before the time is over', async () => {
      const { child, output } = start('--agents', '0', '--config', file);
      children.push(child);
      await until(() => output().includes('server-1: initrd') || child.exitCode !== null);
      const bootedAt = Date.now();

      expect(await exitOf(child), output()).toBe(1);
      expect(output()).toMatch(cause);
      expect(Date.now() - bootedAt).toBeLessThan(30_000);
    });

    it('leaves the nodes up in a terminal until Ctrl-C, and says how to log in', async () => {
      const { child, output } = startInTerminal('--agents', '0', '--config', file);
      children.push(child);
      await until(() => output().includes('Ctrl-C stops') || child.exitCode !== null);
      const holder = holderOf();

      expect(output()).toMatch(cause);
      expect(output()).toContain(`Log in from another terminal: npm run shell -- ${name}/server-1`);
      expect(holder !== undefined && isAlive(holder)).toBe(true);

      child.stdin.write('\x03');
      expect(await exitOf(child), output()).toBe(1);
      expect(await traces(holder)).toEqual([]);
    });

    it('keeps the nodes when told so, and says how to log in and to stop them', async () => {
      const { child, output } = start('--agents', '0', '--keep', '--config', file);
      children.push(child);

      expect(await exitOf(child), output()).toBe(1);
      const holder = holderOf();
      expect(output()).toContain(
        `The nodes go on. Log in: npm run shell -- ${name}/server-1. Stop them: npm start -- --name ${name} --stop`,
      );
      expect(holder).toBeDefined();

      // From two terminals at once, as it happens when one of them seems to do nothing.
      const stops = [start('--stop'), start('--stop')];
      const statuses = await Promise.all(stops.map((stop) => exitOf(stop.child)));
      expect(statuses, stops.map((stop) => stop.output()).join()).toEqual([0, 0]);
      expect(await traces(holder)).toEqual([]);
    });
  });

  it('ends when its nodes are stopped from elsewhere', async () => {
    const { child, output } = startInTerminal('--agents', '0');
    children.push(child);
    await until(() => output().includes('Ctrl-C stops') || child.exitCode !== null);

    const stop = start('--stop');
    const statuses = await Promise.all([exitOf(child), exitOf(stop.child)]);

    expect(statuses, output()).toEqual([0, 0]);
    expect(output()).toContain('the nodes were stopped from elsewhere');
    expect(output()).not.toContain('switching off');
  });

  it("forms a cluster from the user's server file alone, whose token no example knows", async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'k3os-start-')), 'server.yaml');
    writeFileSync(file, 'hostname: mine\nk3os: {token: word-of-mine, k3s_args: [server]}\n');
    const { child, output } = start('--config', `server=${file}`);
    children.push(child);

    const status = await exitOf(child);
    rmSync(dirname(file), { recursive: true });

    expect(status, output()).toBe(0);
    expect(output()).toMatch(
      /npm start itself sets, in .*90-npm-start\.yaml: hostname of each node; k3os\.token of agent-1\n/,
    );
  });

  it.each([
    { file: '/nowhere/node.yaml', reason: 'there is no such file' },
    { file: '/tmp', reason: 'it is a folder' },
  ])('says once what is wrong with the configuration file $file', async ({ file, reason }) => {
    const { child, output } = start('--config', file);
    children.push(child);

    expect(await exitOf(child)).toBe(1);
    expect(output()).toBe(`cannot read ${file}, the configuration of the server: ${reason}\n`);
  });
});
