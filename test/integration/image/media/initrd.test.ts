import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runTool } from '../../../../src/image/build/run-tool.ts';
import { makeInitrd } from '../../../../src/image/media/initrd.ts';
import { tempRoot } from '../../../support/temp-root.ts';

const kernel = tempRoot({
  version: '6.12.0-test\n',
  busybox: 'program',
  e2fsck: 'another program',
  'tree/lib/modules/6.12.0-test/modules.dep':
    'kernel/loop.ko:\nkernel/fs/squashfs.ko: kernel/lib/zstd.ko\nkernel/lib/zstd.ko:\n',
  'tree/lib/modules/6.12.0-test/kernel/loop.ko': 'loop',
  'tree/lib/modules/6.12.0-test/kernel/fs/squashfs.ko': 'squashfs',
  'tree/lib/modules/6.12.0-test/kernel/lib/zstd.ko': 'zstd',
  'scripts/init': { content: '#!/bin/sh\n', mode: 0o700 },
  'scripts/bin/rescue-shell': { content: '#!/bin/sh\n', mode: 0o755 },
  'scripts/scripts/words.sh': { content: 'words=\n', mode: 0o600 },
  'system.squashfs': 'system',
  'config.yaml': 'hostname: a\n',
}).path;

async function make(folder: string): Promise<string> {
  mkdirSync(folder);
  const file = `${folder}.cpio`;
  await makeInitrd(join(folder, 'tree'), file, {
    scripts: join(kernel, 'scripts'),
    kernel,
    profile: {
      squashfs: { compression: 'zstd', level: 1, blockSize: '128K' },
      k3s: { version: 'v1.0.0+k3s1', releases: 'https://example.org' },
      initrdFirst: ['loop', 'squashfs', 'virtio_pci'],
    },
    files: {
      'k3os.squashfs': join(kernel, 'system.squashfs'),
      'config.yaml': join(kernel, 'config.yaml'),
    },
    epoch: 1_790_000_000,
  });
  return file;
}

describe('the initrd', () => {
  const root = tempRoot({}).path;

  it('has the same bytes at any time', async () => {
    const first = await make(join(root, 'first'));
    const second = await make(join(root, 'second'));

    expect(readFileSync(first).equals(readFileSync(second))).toBe(true);
  });

  it('has what the kernel starts, the modules in the order of loading, and a configuration nobody else reads', async () => {
    const archive = await make(join(root, 'listed'));
    const listing = await runTool(['sh', '-c', 'cpio -tv --quiet <"$1"', 'sh', archive]);
    const target = join(root, 'unpacked');
    mkdirSync(target);
    await runTool(['sh', '-c', 'cpio -id --quiet <"$1"', 'sh', archive], { cwd: target });

    expect(listing).toMatch(/^-rwxr-xr-x +1 root +root .* init$/m);
    expect(listing).toMatch(/^-rwxr-xr-x +1 root +root .* bin\/busybox$/m);
    expect(listing).toMatch(/^-rwxr-xr-x +1 root +root .* bin\/rescue-shell$/m);
    expect(listing).toMatch(/^-rw-r--r-- +1 root +root .* scripts\/words\.sh$/m);
    expect(listing).toMatch(/^-rwxr-xr-x +1 root +root .* bin\/e2fsck$/m);
    expect(listing).toMatch(/ bin\/sh -> busybox$/m);
    expect(listing).toMatch(/^-rw------- +1 root +root .* config\.yaml$/m);
    expect(readFileSync(join(target, 'modules/order'), 'utf8')).toBe(
      'loop.ko\nzstd.ko\nsquashfs.ko\n',
    );
  });
});
