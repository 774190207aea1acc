import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cached } from '../../src/image/build/cache.ts';

it('keeps the image that a node has mounted, however many newer ones are made', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'k3os-cache-'));
  const folder = (key: string) => join(cache, `rootfs-${key}`);
  for (const [day, key] of ['aa', 'bb'].entries()) {
    mkdirSync(join(folder(key), 'usr'), { recursive: true });
    utimesSync(folder(key), 86_400 * day, 86_400 * day);
  }
  const script = `mount --bind ${folder('aa')}/usr /mnt; echo mounted; cat`;
  const node = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-ec', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(node.stdout, 'data');

  try {
    for (const key of ['cc', 'dd']) {
      await cached(cache, { name: 'rootfs', key, build: async () => undefined });
    }

    expect(['aa', 'bb', 'cc', 'dd'].filter((key) => existsSync(folder(key)))).toEqual([
      'aa',
      'cc',
      'dd',
    ]);
  } finally {
    node.stdin.end();
    await once(node, 'exit');
    rmSync(cache, { recursive: true });
  }
});
