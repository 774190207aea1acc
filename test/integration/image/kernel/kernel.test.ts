import { mkdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Profile } from '../../../../src/image/build/profile.ts';
import { runTool } from '../../../../src/image/build/run-tool.ts';
import { kernelFiles, sortUnpacked } from '../../../../src/image/kernel/kernel.ts';
import {
  initrdModulesStage,
  kernelSquashfsStage,
} from '../../../../src/image/kernel/kernel-images.ts';
import { tempRoot } from '../../../support/temp-root.ts';

const profile: Profile = {
  squashfs: { compression: 'zstd', level: 1, blockSize: '128K' },
  k3s: { version: 'v1.0.0+k3s1', releases: 'https://example.org' },
  initrdFirst: ['loop'],
};

describe('the kernel of an image', () => {
  const root = tempRoot({
    '/project/config/packages/initrd-modules.txt': '',
    '/project/config/packages/initrd-firmware.txt': 'card.bin',
    '/unpacked/boot/vmlinuz-6.12-test': 'kernel',
    '/unpacked/boot/config-6.12-test': 'CONFIG_NET=y\n',
    '/unpacked/usr/bin/busybox': 'program',
    '/unpacked/usr/sbin/e2fsck.static': 'program',
    '/unpacked/dpkg-status': '',
    '/unpacked/usr/lib/modules/6.12-test/modules.order': '',
    '/unpacked/usr/lib/modules/6.12-test/modules.builtin': '',
    '/unpacked/usr/lib/modules/6.12-test/kernel/sound/loud.ko.xz': 'not for nodes',
    '/unpacked/usr/lib/firmware/card.bin': 'firmware',
    '/unpacked/usr/share/doc/linux-image-6.12-test/copyright': 'GPL-2',
    '/unpacked/usr/share/doc/linux-image-amd64/copyright': 'GPL-2',
    '/unpacked/usr/share/doc/firmware-card/copyright': 'may be handed on with this notice',
    '/unpacked/usr/share/doc/libc6/copyright': 'LGPL-2.1',
  });
  const kernel = root.at('/kernel');
  const options = { project: root.at('/project'), kernel, profile, progress: () => undefined };

  beforeAll(async () => {
    mkdirSync(kernel);
    await sortUnpacked(root.at('/unpacked'), kernel, {
      packages: ['linux-image-amd64', 'firmware-card'],
      prune: ['MODULES/sound'],
    });
  });

  it('keeps what it was configured with where a node finds it', () => {
    const { config, tree } = kernelFiles;

    expect(root.text(`/kernel/${config}`)).toBe('CONFIG_NET=y\n');
    expect(root.text(`/kernel/${tree}/lib/modules/6.12-test/config`)).toBe('CONFIG_NET=y\n');
  });

  it.each([
    { file: 'kernel.squashfs', stage: kernelSquashfsStage(options) },
    { file: 'modules.squashfs', stage: initrdModulesStage(options) },
  ])('has in $file configuration, firmware and the licences of what is in it', async (row) => {
    const folder = root.at(`/${row.stage.name}`);
    mkdirSync(folder);
    await row.stage.build(folder);
    const listing = await runTool(['unsquashfs', '-lc', `${folder}/${row.file}`]);
    const files = listing.split('\n').map((line) => line.replace('squashfs-root/', ''));

    expect(files).toEqual(
      expect.arrayContaining([
        'lib/firmware/card.bin',
        'lib/modules/6.12-test/config',
        'usr/share/doc/firmware-card/copyright',
        'usr/share/doc/linux-image-6.12-test/copyright',
      ]),
    );
    expect(listing).not.toMatch(/libc6|linux-image-amd64|loud/);
  });
});
