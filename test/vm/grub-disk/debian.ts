import { copyFileSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../../../src/image/build/run-tool.ts';
import { kernelFiles } from '../../../src/image/kernel/kernel.ts';
import { imageKernel } from '../../../src/vm/host-accelerator.ts';
import { makeReferenceInitrd } from '../../bench/vm/reference-initrd.ts';
import { referenceDisk } from '../../bench/vm/reference-system.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { say } from '../image.ts';
import { quickEmulation } from '../node.ts';
import { diskOf } from './beside.ts';

const menu = `set timeout=0
menuentry Debian {
	linux /boot/vmlinuz root=/dev/vda3 ${quickEmulation} console=ttyS0,115200
	initrd /boot/initrd.img
}
`;

/** The file system's own, in the place of those that boot without a partition table. */
const files = {
  '/etc/fstab': '/dev/vda3 / ext4 defaults 0 0\n',
  '/boot/grub/grub.cfg': menu,
  // It would set up another node, and takes minutes for it.
  '/etc/cloud/cloud-init.disabled': '',
  '/etc/systemd/network/wired.network': '[Match]\nType=ether\n[Network]\nDHCP=yes\n',
};

/**
 * Debian with systemd on the third partition of a disk, started by its GRUB.
 * @param more path to what is there
 */
export async function debianDisk(more: Readonly<Record<string, Content>>): Promise<string> {
  const { path } = tempRoot();
  const [root, mounted] = [join(path, 'root.img'), join(path, 'mounted')];
  const kernel = await imageKernel(say);
  await runTool(['cp', '--sparse=always', await referenceDisk(kernel, say), root]);
  await runTool(['truncate', '--size=4G', root]);
  await runTool(['resize2fs', root]);
  mkdirSync(mounted);
  await runTool(['mount', '-o', 'loop', root, mounted]);
  try {
    for (const [name, content] of Object.entries({ ...files, ...more })) {
      put(join(mounted, name), content);
    }
    for (const platform of ['i386-pc', 'x86_64-efi']) {
      const to = join(mounted, 'boot/grub', platform);
      cpSync(`/usr/lib/grub/${platform}`, to, { recursive: true });
    }
    copyFileSync(join(kernel, kernelFiles.vmlinuz), join(mounted, 'boot/vmlinuz'));
    await makeReferenceInitrd(join(mounted, 'boot/initrd.img'), kernel, '/dev/vda3');
  } finally {
    await runTool(['umount', mounted]);
  }
  return diskOf(root);
}

/** Text, a copy of a file, or a link. */
type Content = string | { readonly file: string } | { readonly link: string };

function put(path: string, content: Content): void {
  mkdirSync(join(path, '..'), { recursive: true });
  if (typeof content === 'string') {
    writeFileSync(path, content);
  } else if ('link' in content) {
    symlinkSync(content.link, path);
  } else {
    copyFileSync(content.file, path);
  }
}
