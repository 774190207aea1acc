import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempRoot } from '../../support/temp-root.ts';

const guard = fileURLToPath(new URL('../../../rootfs/usr/lib/k3os/trial-guard', import.meta.url));

/** The programs of this machine below a root of its own; whatever would harm the machine only says what it was asked to do. */
const enter = `for place in bin lib lib64; do mkdir "$1/$place"; mount --bind "/usr/$place" "$1/$place"; done
mount --bind /dev "$1/dev"
exec env -i PATH=/own:/bin /usr/sbin/chroot "$1" sh -c "$2"
`;

function run(settings: string, script: string, programs: Record<string, string> = {}) {
  const files = {
    'own/busybox': 'echo "busybox $*"\n',
    'usr/lib/k3os/tell-consoles': 'sed "s/^/consoles: /"\n',
    ...Object.fromEntries(Object.entries(programs).map(([name, body]) => [`own/${name}`, body])),
  };
  const root = tempRoot({
    ...Object.fromEntries(
      Object.entries(files).map(([path, body]) => [path, `#!/bin/sh\n${body}`]),
    ),
    'etc/conf.d/health': settings,
    'proc/cmdline': 'quiet k3os.gen=12 k3os.trial=1\n',
    'run/k3os/mode': 'local\n',
    'var/lib/rancher/k3os/machine-id': '',
    'dev/.keep': '',
  });
  copyFileSync(guard, root.at('/usr/lib/k3os/trial-guard'));
  for (const path of ['usr/lib/k3os/trial-guard', ...Object.keys(files)]) {
    chmodSync(root.at(`/${path}`), 0o755);
  }
  const words = ['--mount', 'sh', '-ec', enter, 'sh', root.path, script];
  const { stdout, stderr, status } = spawnSync('unshare', words, {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { root, stdout, stderr, status };
}

describe('the guard of a trial', () => {
  it.each([
    { settings: 'timeout=900\n', seconds: 1200, bound: '20 minutes' },
    { settings: '# mine\ntimeout="600"\n', seconds: 800, bound: '800 s' },
    { settings: 'timeout=15m\n', seconds: 1200, bound: '20 minutes' },
    { settings: "timeout='\n", seconds: 1200, bound: '20 minutes' },
  ])('gives it $seconds seconds with $settings, then restarts the machine', (row) => {
    const { root, stdout, stderr } = run(row.settings, '/usr/lib/k3os/trial-guard', {
      sleep: 'echo "sleep $*"\n',
    });

    expect({ stdout, stderr }).toEqual({
      stdout: [
        `sleep ${row.seconds}`,
        `consoles: k3os: this generation is on trial and has not come up within ${row.bound}: restarting`,
        'busybox reboot -f',
        '',
      ].join('\n'),
      stderr: '',
    });
    const failed = root.at('/var/lib/rancher/k3os/generations/12.failed');
    expect(readFileSync(failed, 'utf8')).toBe(`it was not up within ${row.bound}\n`);
  });

  it('ends when it is told to, and its clock with it', () => {
    const script = `/usr/lib/k3os/trial-guard &
until [ -e /waits ]; do /bin/sleep 0.1; done
kill "$(cat /run/k3os/trial-guard.pid)"
wait $!
until [ -e /ended ]; do /bin/sleep 0.1; done`;

    const { status, stdout } = run('timeout=900\n', script, {
      sleep: "trap ': >/ended; exit' TERM\n: >/waits\nwhile :; do /bin/sleep 0.1; done\n",
    });

    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});
