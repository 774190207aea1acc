import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempRoot } from '../../support/temp-root.ts';

const feeder = fileURLToPath(
  new URL('../../../rootfs/usr/lib/k3os/feed-watchdog', import.meta.url),
);

/** The programs of this machine below a root of its own, where a watchdog is a device that takes everything. */
const enter = `for place in bin lib lib64; do mkdir "$1/$place"; mount --bind "/usr/$place" "$1/$place"; done
mknod "$1/dev/null" c 1 3
[ "$3" = none ] || mknod "$1/dev/watchdog" c 1 3
exec env -i PATH=/own:/bin /usr/sbin/chroot "$1" sh -c "$2"
`;

const programs = {
  'own/watchdog': 'echo "watchdog $*"',
  'own/sleep': 'case $1 in 0*) exec /bin/sleep "$1" ;; esac; echo "sleep $1"',
  'own/first': 'trap "echo first ends; exit" TERM; : >/feeds; while :; do /bin/sleep 0.1; done',
};

function run(script: string, hardware: 'watchdog' | 'none'): string {
  const scripts = Object.entries(programs).map(([path, body]) => [path, `#!/bin/sh\n${body}\n`]);
  const root = tempRoot({
    ...Object.fromEntries(scripts),
    'run/k3os/mode': 'local\n',
    'dev/.keep': '',
    'feed-watchdog': '',
  });
  copyFileSync(feeder, root.at('feed-watchdog'));
  for (const path of ['feed-watchdog', ...Object.keys(programs)]) {
    chmodSync(root.at(path), 0o755);
  }
  const words = ['--mount', 'sh', '-ec', enter, 'sh', root.path, script, hardware];
  const { stdout, stderr } = spawnSync('unshare', words, { encoding: 'utf8', timeout: 20_000 });
  return stdout + stderr;
}

describe('feeding the watchdog', () => {
  const feeds = 'watchdog -F -t 10 -T 60 /dev/watchdog';

  it('switches it on, and is started again soon when that has ended', () => {
    expect(run('sh /feed-watchdog', 'watchdog')).toBe(`${feeds}\nsleep 5\n`);
  });

  it('looks for hardware now and then where there is none', () => {
    expect(run('sh /feed-watchdog', 'none')).toBe('sleep 60\n');
  });

  it('takes over from the initrd, once', () => {
    const script = `first & echo $! >/run/k3os/watchdog.pid
until [ -e /feeds ]; do /bin/sleep 0.1; done
sh /feed-watchdog & wait
sh /feed-watchdog`;

    expect(run(script, 'watchdog')).toBe(`first ends\n${`${feeds}\nsleep 5\n`.repeat(2)}`);
  });
});
