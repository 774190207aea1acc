import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { tempRoot } from '../../support/temp-root.ts';

const script = fileURLToPath(
  new URL('../../../rootfs/usr/lib/k3os/ssh-host-keys', import.meta.url),
);
const keys = '/var/lib/rancher/k3os/ssh';

/** busybox alone below a root of its own, and a maker of keys that fails for one type. */
function run(failing: string, words: readonly string[], there: Readonly<Record<string, string>>) {
  const maker = `#!/usr/bin/busybox sh
[ "$3" != ${failing} ] || { : >"$9"; echo "cannot write" >&2; exit 1; }
echo "new $3" >"$9"; echo public >"$9.pub"
`;
  const root = tempRoot({
    'usr/bin/ssh-keygen': { content: maker, mode: 0o755 },
    'etc/ssh/.keep': '',
    ...there,
  });
  copyFileSync('/usr/bin/busybox', root.at('/usr/bin/busybox'));
  copyFileSync(script, root.at('/script'));
  for (const path of ['/usr/bin/busybox', '/script']) {
    chmodSync(root.at(path), 0o755);
  }
  const argv = ['-i', 'PATH=/usr/bin', '/usr/sbin/chroot', root.path, '/script', ...words];
  const { status } = spawnSync('env', argv, { encoding: 'utf8' });
  const list = (path: string) =>
    readdirSync(root.at(path)).filter((name) => !name.endsWith('.pub') && name !== '.keep');
  return { status, offered: list('/etc/ssh').sort() };
}

const old = { [`${keys}/ssh_host_rsa_key`]: 'old', [`${keys}/ssh_host_rsa_key.pub`]: 'old' };

it.each([
  {
    when: 'it is asked to make',
    failing: 'none',
    words: ['ed25519'],
    there: {},
    status: 0,
    has: ['ed25519'],
  },
  { when: 'it finds', failing: 'none', words: [], there: old, status: 0, has: ['rsa'] },
  {
    when: 'it finds, when another cannot be made',
    failing: 'ed25519',
    words: ['ed25519'],
    there: old,
    status: 1,
    has: ['rsa'],
  },
  {
    when: 'it can make, when another cannot be made',
    failing: 'ecdsa',
    words: ['ecdsa', 'rsa'],
    there: {},
    status: 1,
    has: ['rsa'],
  },
])('sshd has the host keys which $when', ({ failing, words, there, status, has }) => {
  const offered = has.map((type) => `ssh_host_${type}_key`);

  expect(run(failing, words, there)).toEqual({ status, offered });
});
