import { describe, expect, it } from 'vitest';
import type { FetchKeysAction } from '../../../src/effects/action.ts';
import { fetchKeys } from '../../../src/effects/fetch-keys.ts';
import { renderAuthorizedKeys } from '../../../src/lib/authorized-keys.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const blob = (n: number) =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 11]),
    Buffer.from('ssh-ed25519'),
    Buffer.from([0, 0, 0, 32]),
    Buffer.alloc(32, n),
  ]).toString('base64');
const key = (n: number) => `ssh-ed25519 ${blob(n)}`;
const url = 'https://keys.example.org/alice.keys';
const path = '/home/rancher/.ssh/authorized_keys';

const action: FetchKeysAction = {
  kind: 'fetch-keys',
  sources: [{ spec: 'github:alice', url, cache: '/var/lib/rancher/k3os/keys/alice' }],
  bootId: 'boot-1',
  keys: [key(1)],
  path,
  owner: { user: 'root' },
};

const passwd = { '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n', '/etc/group': 'root:x:0:\n' };

async function fetched(body: string | { status: number; body?: Buffer } | undefined) {
  const system = recordingSystem({
    files: {
      ...passwd,
      '/var/lib/rancher/k3os/keys/alice': `# github:alice\n# boot boot-0\n${key(2)}\n`,
    },
    web: body === undefined ? {} : { [url]: body },
  });
  const error = await fetchKeys(action, system).then(
    () => undefined,
    (thrown: Error) => thrown.message,
  );
  return { error, file: system.text(path) ?? '', system };
}

describe('fetching keys', () => {
  it('joins fetched and configured keys and keeps the answer for the next boot', async () => {
    const { error, file, system } = await fetched(`${key(3)} alice\r\n`);

    expect(error).toBeUndefined();
    expect(file).toContain(`${key(1)}\n${key(3)} alice\n`);
    expect(system.text('/var/lib/rancher/k3os/keys/alice')).toContain(key(3));
  });

  it.each([
    { when: 'nobody answers', body: undefined, reason: /ECONNREFUSED/ },
    { when: 'the server answers 404', body: { status: 404 }, reason: /alice\.keys answered 404/ },
    { when: 'the answer is a web page', body: '<html>Please log in</html>', reason: /holds none/ },
    { when: 'the answer is empty', body: '', reason: /holds none/ },
  ])('keeps the keys of last time and says why when $when', async ({ body, reason }) => {
    const { error, file, system } = await fetched(body);

    expect(error).toMatch(reason);
    expect(file).toContain(`${key(1)}\n${key(2)}\n`);
    expect(system.text('/var/lib/rancher/k3os/keys/alice')).toContain(key(2));
  });

  it('keeps the keys of before, until a source that never answered does', async () => {
    const before = renderAuthorizedKeys('', [key(7)]);
    const files = { ...passwd, [path]: before };

    const offline = recordingSystem({ files });
    await expect(fetchKeys(action, offline)).rejects.toThrow('ECONNREFUSED');
    expect(offline.text(path)).toBe(renderAuthorizedKeys('', [key(1), key(7)]));

    const online = recordingSystem({ files, web: { [url]: key(3) } });
    await fetchKeys(action, online);
    expect(online.text(path)).toBe(renderAuthorizedKeys('', [key(1), key(3)]));
  });

  it('does not write through a link that a user put in place of the folder', async () => {
    const files = { ...passwd, '/home/rancher/.ssh': { link: '/root/.ssh' } };
    const system = recordingSystem({ files, web: { [url]: key(3) } });

    await expect(fetchKeys(action, system)).rejects.toThrow('/home/rancher/.ssh is no folder');
    expect(system.text('/root/.ssh/authorized_keys')).toBeUndefined();
  });

  it('drops options that the server wants a key to have', async () => {
    const { file } = await fetched(`command="evil" ${key(3)}\n`);

    expect(file).not.toContain('evil');
    expect(file).toContain(key(3));
  });
});
