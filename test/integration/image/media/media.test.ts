import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { project } from '../../../../src/dev/build.ts';
import { realSystem } from '../../../../src/effects/real-system.ts';
import { sha256OfFile } from '../../../../src/image/build/file-digest.ts';
import { unpackMedium } from '../../../../src/image/disk/medium-files.ts';
import { mediaFiles, mediaStage } from '../../../../src/image/media/media.ts';
import { verifySource } from '../../../../src/install/source/source.ts';
import { tempRoot } from '../../../support/temp-root.ts';

/** Folders of the stages before it, with hardly anything in them. */
const stages = tempRoot({
  '/system/k3os.squashfs': 'system',
  '/modules/modules.squashfs': 'drivers',
  '/kernel-image/kernel.squashfs': 'all drivers',
  '/k3s/k3s.squashfs': 'k3s',
  '/kernel/vmlinuz': 'kernel',
  '/kernel/version': '6.12.0-test\n',
  '/kernel/busybox': 'program',
  '/kernel/e2fsck': 'another program',
  '/kernel/tree/lib/modules/6.12.0-test/modules.dep': 'kernel/loop.ko:\n',
  '/kernel/tree/lib/modules/6.12.0-test/kernel/loop.ko': 'loop',
});

async function buildMedia(name: string, config?: string): Promise<string> {
  const folder = join(tempRoot().path, name);
  mkdirSync(folder);
  const stage = mediaStage(
    { project, config, version: 'v0.2.0', architecture: 'amd64', epoch: 1_790_000_000 },
    {
      ...{ system: stages.at('/system'), modules: stages.at('/modules') },
      ...{ kernel: stages.at('/kernel'), kernelImage: stages.at('/kernel-image') },
      k3s: { folder: stages.at('/k3s'), version: 'v1.36.2+k3s1' },
    },
    {
      squashfs: { compression: 'zstd', level: 1, blockSize: '128K' },
      k3s: { version: 'v1.0.0+k3s1', releases: 'https://example.org' },
      initrdFirst: ['loop'],
    },
    () => undefined,
  );
  await stage.build(folder);
  return folder;
}

describe('what is booted', () => {
  it('has everything that an installer wants, as its manifest says', async () => {
    const folder = await buildMedia('once');
    const system = realSystem('/');

    const medium = tempRoot().at('/medium');
    const source = await unpackMedium(system, join(folder, mediaFiles.iso), medium);
    verifySource(system, source);

    expect(source.origin).toMatch(/^k3os v0\.2\.0 from /);
    expect(
      Object.entries(source.paths).map(([part, files]) => [part, Object.keys(files).sort()]),
    ).toEqual([
      ['k3os', ['k3os.squashfs']],
      ['k3s', ['k3s.squashfs']],
      ['kernel', ['initrd', 'kernel.squashfs', 'vmlinuz']],
      ['boot', ['BOOTX64.EFI', 'boot.img', 'core-gpt.img', 'core-mbr.img', 'grub.cfg']],
    ]);
    expect(readdirSync(folder).sort()).toEqual(Object.values(mediaFiles).sort());
  });

  it('has the same bytes every time', async () => {
    const [one, other] = [await buildMedia('one'), await buildMedia('another-folder')];

    expect(await sha256OfFile(join(one, mediaFiles.iso))).toBe(
      await sha256OfFile(join(other, mediaFiles.iso)),
    );
  });

  it('can be read by nobody else while it waits in the cache, when a configuration is baked in', async () => {
    const folder = await buildMedia('secret', 'k3os: {token: word}\n');
    const modeOf = (name: string) => statSync(join(folder, name)).mode & 0o777;

    expect(readFileSync(join(folder, mediaFiles.wholeInitrd), 'latin1')).toContain('token: word');
    expect([modeOf('.'), modeOf(mediaFiles.wholeInitrd), modeOf(mediaFiles.iso)]).toEqual([
      0o700, 0o600, 0o600,
    ]);
  });
});
