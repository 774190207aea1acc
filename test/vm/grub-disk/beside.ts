import { closeSync, copyFileSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../../../src/image/build/run-tool.ts';
import { bootCode, placedCore } from '../../../src/install/write/boot-sector.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { gptHead, sector } from './gpt.ts';

const megabyte = 1024 * 1024;
const perMegabyte = megabyte / sector;

/** In megabytes: first the boot loader of a BIOS, then that of UEFI. */
const [biosAt, uefiAt, rootAt] = [1, 2, 42];

/** With GRUB as Debian's grub-install leaves it: modules and menu are on the root, which is the third partition. */
export async function diskOf(root: string): Promise<string> {
  const folder = tempRoot().path;
  const disk = join(folder, 'disk.raw');
  const size = Number((await runTool(['stat', '--format=%s', root])).trim());
  await place(await bootPartition(folder), disk, uefiAt);
  await place(root, disk, rootAt);
  const sectors = size / sector + (rootAt + 1) * perMegabyte;
  truncateSync(disk, sectors * sector);
  const head = gptHead(
    [
      { type: 'bios', first: biosAt * perMegabyte, last: uefiAt * perMegabyte - 1 },
      { type: 'esp', first: uefiAt * perMegabyte, last: rootAt * perMegabyte - 1 },
      {
        type: 'linux',
        first: rootAt * perMegabyte,
        last: rootAt * perMegabyte + size / sector - 1,
      },
    ],
    sectors,
  );
  bootCode(readFileSync('/usr/lib/grub/i386-pc/boot.img'), biosAt * megabyte).copy(head);
  const core = readFileSync(await loader(folder, 'i386-pc', 'biosdisk'));
  const placed = placedCore(core, { offset: biosAt * megabyte, bytes: megabyte });
  const file = openSync(disk, 'r+');
  writeSync(file, head, 0, head.length, 0);
  writeSync(file, placed, 0, placed.length, biosAt * megabyte);
  closeSync(file);
  return disk;
}

async function loader(folder: string, platform: string, ...more: string[]): Promise<string> {
  const file = join(folder, `${platform}.img`);
  const words = ['-O', platform, '-p', '(,gpt3)/boot/grub', '-o', file];
  await runTool(['grub-mkimage', ...words, 'part_gpt', 'ext2', ...more]);
  return file;
}

async function bootPartition(folder: string): Promise<string> {
  const file = join(folder, 'esp.raw');
  const size = ['-T', String((rootAt - uefiAt) * perMegabyte), '-h', '16', '-s', '63', '-F'];
  const tools = { env: { MTOOLS_SKIP_CHECK: '1' } };
  const uefi = await loader(folder, 'x86_64-efi', 'fat');
  await runTool(['mformat', '-C', '-i', file, ...size, '::'], tools);
  await runTool(['mmd', '-i', file, '::/EFI', '::/EFI/BOOT'], tools);
  await runTool(['mcopy', '-i', file, uefi, '::/EFI/BOOT/BOOTX64.EFI'], tools);
  return file;
}

async function place(part: string, disk: string, at: number): Promise<void> {
  await runTool(['dd', `if=${part}`, `of=${disk}`, 'bs=1M', `seek=${at}`, 'conv=notrunc,sparse']);
}

/** Another one that is the same. */
export function copyOf(disk: string): string {
  const copy = join(tempRoot().path, 'disk.raw');
  copyFileSync(disk, copy);
  return copy;
}

/** A file of the root, as GRUB reads it. */
export async function onRoot(disk: string, path: string): Promise<string> {
  return runTool(['grub-fstest', disk, 'cat', `(loop0,gpt3)${path}`]);
}
