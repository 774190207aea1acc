import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { project } from '../../../src/dev/build.ts';
import { cached } from '../../../src/image/build/cache.ts';
import { sha256OfFile } from '../../../src/image/build/file-digest.ts';
import { buildImage } from '../../../src/image/image.ts';
import { archiveFile, rootfsArchiveStage } from '../../../src/image/system/rootfs-archive.ts';
import { tempRoot } from '../../support/temp-root.ts';

const minutes = 60_000;
const epoch = 1_790_000_000;

/** What an image is made of, with compression that takes seconds instead of minutes; what is compressed is the same. */
function quickProject(): string {
  const { path, at } = tempRoot({ '/src/boot': { directory: 0o755 } });
  for (const part of ['config', 'rootfs', 'package-lock.json', 'src/boot/initrd']) {
    cpSync(join(project, part), at(part), { recursive: true });
  }
  const profile = JSON.parse(readFileSync(at('config/image.json'), 'utf8'));
  writeFileSync(
    at('config/image.json'),
    JSON.stringify({ ...profile, squashfs: { ...profile.squashfs, level: 1 } }),
  );
  return path;
}

/** Everything from the packages on, into a cache of its own. */
async function digestsOf(folder: string): Promise<Record<string, string>> {
  const cache = tempRoot().at(folder);
  const image = await buildImage({
    ...{ project: quickProject(), cache, epoch, version: 'v0.0.1', k3s: undefined },
    // Any program does: test/integration/dev builds the real one twice.
    k3os: '/bin/true',
    config: 'hostname: same\n',
  });
  const archive = await cached(
    cache,
    rootfsArchiveStage(image.rootfs, epoch, () => undefined),
  );
  const files = {
    iso: image.iso,
    initrd: image.initrd,
    kernel: image.vmlinuz,
    drivers: image.kernelSquashfs,
    contents: image.sbom,
    system: join(archive, archiveFile),
  };
  const digests = Object.entries(files).map(async ([name, file]) => [
    name,
    await sha256OfFile(file),
  ]);
  return Object.fromEntries(await Promise.all(digests));
}

it(
  'gives the same bytes from the same packages, in another place, time zone and language, under another umask',
  async () => {
    process.umask(0o077);
    vi.stubEnv('TZ', 'Asia/Tokyo');
    vi.stubEnv('LC_ALL', 'C.UTF-8');
    const first = await digestsOf('cache');
    process.umask(0o002);
    vi.stubEnv('TZ', 'America/St_Johns');
    vi.stubEnv('LC_ALL', 'C');
    const second = await digestsOf('a/cache with a longer name');

    expect(second).toEqual(first);
  },
  30 * minutes,
);
