import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
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
  const node = { folder: '/n', image: '/i', media: { sr0: '/m.iso' }, netns: 'a', cgroup: '/c' };
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
  /** In a network of its own, with a cable: eth0 is one end of it, and what the other end is called is nobody's business. */
  function wait(setUp: string, bounds: readonly number[]) {
    const script = `
mount -t sysfs sysfs /sys
ip link add eth0 type veth peer name docker9
ip link add eth1 type veth peer name docker8
${setUp}
exec "$0" "$@"`;
    const argv = ['sh', '-ec', script, join(library, 'wait-network'), ...bounds.map(String)];
    return spawnSync('unshare', ['--net', '--mount', ...argv], { encoding: 'utf8' });
  }

  const plug = (link: string, other: string) =>
    `ip link set ${other} up; ip link set ${link} up; sleep 0.1`;
  const plugged = plug('eth0', 'docker9');
  const address = 'ip address add 10.0.0.5/24 dev eth0';
  const route = 'ip route add default via 10.0.0.1 dev eth0';

  it.each([
    {
      when: 'there is an address and a route over it',
      setUp: [plugged, address, route],
      bounds: [60, 60, 60],
      status: 0,
    },
    {
      when: 'all of it is IPv6',
      setUp: [
        plugged,
        'ip -6 address add 2001:db8::5/64 dev eth0 nodad',
        'ip -6 route add default via fe80::1 dev eth0',
      ],
      bounds: [60, 60, 60],
      status: 0,
    },
    {
      when: 'the network is there after a while',
      setUp: [`(sleep 1; ${plugged}; ${address}; ${route}) &`],
      bounds: [60, 60, 60],
      status: 0,
    },
    {
      when: 'the route is another card’s',
      setUp: [
        ...[plugged, address, plug('eth1', 'docker8')],
        'ip route add default via 10.0.1.1 dev eth1 onlink',
      ],
      bounds: [0, 60, 60],
      status: 1,
    },
    {
      when: 'half of the addresses have a route',
      setUp: [plugged, address, 'ip route add 0.0.0.0/1 via 10.0.0.1 dev eth0'],
      bounds: [0, 60, 60],
      status: 1,
    },
    {
      when: 'only a pod network has addresses',
      setUp: [
        plug('docker8', 'eth1'),
        'ip link set eth1 name cni0; ip address add 10.42.0.1/24 dev cni0; ip link set cni0 up',
        'ip route add default via 10.42.0.2 dev cni0',
      ],
      bounds: [60, 0, 60],
      status: 1,
    },
    {
      when: 'a link-local address has all routes, as connman makes it',
      setUp: [plugged, 'ip address add 169.254.7.1/16 dev eth0', 'ip route add default dev eth0'],
      bounds: [0, 0, 0],
      status: 1,
    },
    {
      when: 'an isolated site has an address without route',
      setUp: [plugged, address],
      bounds: [60, 60, 0],
      status: 0,
    },
    {
      when: 'a route leads nowhere, and a card may yet get one',
      setUp: [plugged, address, 'ip route add default dev eth0 metric 4294967295'],
      bounds: [0, 60, 60],
      status: 1,
    },
    { when: 'no cable is plugged in', setUp: [], bounds: [60, 0, 60], status: 1 },
    {
      when: 'a static address waits for its cable',
      setUp: [address, 'ip link set eth0 up', route],
      bounds: [60, 0, 60],
      status: 1,
    },
    {
      when: 'the cable is in and nobody answers',
      setUp: [plugged],
      bounds: [0, 0, 60],
      status: 1,
    },
  ])('ends with $status when $when', ({ setUp, bounds, status }) => {
    expect(wait(setUp.join('\n'), bounds)).toMatchObject({ status, stderr: '' });
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
