import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderLayoutScript } from '../../../src/boot/layout-script.ts';
import { renderBootScript, renderRunScript } from '../../../src/sandbox/node-script.ts';
import { tempRoot } from '../../support/temp-root.ts';

const rootfs = fileURLToPath(new URL('../../../rootfs', import.meta.url));
const library = join(rootfs, 'usr/lib/k3os');
const initrd = fileURLToPath(new URL('../../../src/boot/initrd', import.meta.url));

describe('the shell scripts', () => {
  const files = [join(rootfs, 'etc/init.d'), join(rootfs, 'usr/sbin'), library].flatMap((folder) =>
    readdirSync(folder).map((name) => join(folder, name)),
  );
  const ofInitrd = readdirSync(initrd, { recursive: true, encoding: 'utf8' }).filter((path) =>
    statSync(join(initrd, path)).isFile(),
  );
  const node = { folder: '/n', image: '/i', netns: 'a', cgroup: '/c' };
  const texts = [
    ...files.map((file) => ({ name: file.slice(rootfs.length), text: readFileSync(file, 'utf8') })),
    ...ofInitrd.map((path) => ({
      name: `initrd/${path}`,
      text: readFileSync(join(initrd, path), 'utf8'),
    })),
    { name: 'layout', text: renderLayoutScript() },
    { name: 'boot of a sandbox', text: renderBootScript(node) },
    { name: 'run of a sandbox', text: renderRunScript(node) },
  ];

  it.each(texts)('$name is POSIX sh', ({ text }) => {
    const { status, stderr } = spawnSync('dash', ['-n'], { input: text, encoding: 'utf8' });

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('archives of container images', () => {
  function offer(from: string, to: string, then: string) {
    const script = `"$1" "$2" "$3" && cd "$3" && ${then}`;
    const argv = ['--mount', 'sh', '-c', script, 'sh', join(library, 'k3s-images'), from, to];
    return spawnSync('unshare', argv, { encoding: 'utf8' });
  }

  it('of the system are files in the folder of k3s, which nobody can change by mistake', () => {
    const { path } = tempRoot({ 'from/a.tar': 'archive', 'from/b.tar.zst': 'more' });

    const { stdout } = offer(
      join(path, 'from'),
      join(path, 'to'),
      'cat a.tar b.tar.zst; echo x 2>/dev/null >a.tar || echo " refused"; : >.cache.json; ls -A',
    );

    expect(stdout).toBe('archivemore refused\n.cache.json\na.tar\nb.tar.zst\n');
  });

  it('of the user stay, and those that an older system had go', () => {
    const { path } = tempRoot({ 'from/a.tar': 'system', 'to/a.tar': 'user', 'to/old.tar': '' });

    const { stdout } = offer(join(path, 'from'), join(path, 'to'), 'cat a.tar; ls');

    expect(stdout).toBe('usera.tar\n');
  });

  it('are none in most systems', () => {
    const { path } = tempRoot({ 'to/.keep': 'x' });

    expect(offer(join(path, 'from'), join(path, 'to'), 'ls')).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });
});

describe('waiting for the network', () => {
  /** Output of `ip` for each question it is asked. */
  interface World {
    readonly addresses?: string;
    readonly routes?: string;
    readonly links?: string;
  }

  function wait({ addresses = '', routes = '', links = '' }: World, ...bounds: number[]) {
    const bin = tempRoot({}).path;
    const script = `#!/bin/sh
case "$*" in
*"addr show"*) printf '${addresses}' ;;
*"-4 route"*) printf '${routes}' ;;
*"link show"*) printf '${links}' ;;
esac
`;
    writeFileSync(join(bin, 'ip'), script);
    chmodSync(join(bin, 'ip'), 0o755);
    const argv = [join(library, 'wait-network'), ...bounds.map(String)];
    return spawnSync('dash', argv, { env: { PATH: `${bin}:/usr/bin:/bin` }, encoding: 'utf8' });
  }

  const address = (device: string, text = '10.0.0.5/24') =>
    `2: ${device}    inet ${text} scope global ${device}\\n`;
  const route = (device: string, more = '') => `default via 10.0.0.1 dev ${device} ${more}\\n`;
  const linked = '2: eth0@if3: <BROADCAST,UP,LOWER_UP> mtu 1500\\n';

  it.each([
    {
      when: 'there is an address and a route over it',
      world: { addresses: address('eth0'), routes: route('eth0'), links: linked },
      bounds: [60, 60, 60],
      status: 0,
    },
    {
      when: 'the route is another card’s',
      world: { addresses: address('eth0'), routes: route('eth1'), links: linked },
      bounds: [0, 60, 60],
      status: 1,
    },
    {
      when: 'only a pod network has addresses',
      world: { addresses: address('cni0'), routes: route('cni0') },
      bounds: [60, 0, 60],
      status: 1,
    },
    {
      when: 'a link-local address has all routes, as connman makes it',
      world: {
        addresses: address('eth0', '169.254.7.1/16'),
        routes: 'default dev eth0 scope link\\n',
        links: linked,
      },
      bounds: [0, 0, 0],
      status: 1,
    },
    {
      when: 'an isolated site has an address without route',
      world: { addresses: address('eth0'), links: linked },
      bounds: [60, 60, 0],
      status: 0,
    },
    {
      when: 'a route leads nowhere, and a card may yet get one',
      world: {
        addresses: address('eth0'),
        routes: 'default dev eth0 scope link metric 4294967295\\n',
        links: linked,
      },
      bounds: [0, 60, 60],
      status: 1,
    },
    { when: 'no cable is plugged in', world: {}, bounds: [60, 0, 60], status: 1 },
    {
      when: 'a static address waits for its cable',
      world: { addresses: address('eth0'), routes: route('eth0', 'linkdown') },
      bounds: [60, 0, 60],
      status: 1,
    },
    {
      when: 'the cable is in and nobody answers',
      world: { links: linked },
      bounds: [0, 0, 60],
      status: 1,
    },
  ])('ends with $status when $when', ({ world, bounds, status }) => {
    expect(wait(world, ...bounds)).toMatchObject({ status, stderr: '' });
  });
});

describe('the limit of logs', () => {
  it('keeps the newest part of a log beside it and goes on with an empty one, same file', async () => {
    const folder = tempRoot({}).path;
    mkdirSync(folder, { recursive: true });
    const log = join(folder, 'k3s.log');
    const small = join(folder, 'small.log');
    writeFileSync(log, `${'old line\n'.repeat(200_000)}the last line\n`);
    writeFileSync(small, 'short\n');
    const inode = statSync(log).ino;

    const cut = new Promise<void>((resolve) => {
      const watcher = watch(folder, () => {
        if (statSync(log).size === 0) {
          watcher.close();
          resolve();
        }
      });
    });
    const child = spawn(
      'dash',
      [join(library, 'log-limit'), '3600', '1', log, join(folder, 'absent.log'), small],
      { detached: true },
    );
    await cut;
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await once(child, 'exit');

    expect(statSync(log)).toMatchObject({ ino: inode, size: 0 });
    expect(statSync(`${log}.1`).size).toBe(1024 * 1024);
    expect(readFileSync(`${log}.1`, 'utf8')).toMatch(/the last line\n$/);
    expect(readFileSync(small, 'utf8')).toBe('short\n');
  });
});
