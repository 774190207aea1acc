import { closeSync, copyFileSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../../../src/image/build/run-tool.ts';
import { bootCode, placedCore } from '../../../src/install/write/boot-sector.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { gptHead, sector } from './gpt.ts';

const megabyte = 1024 * 1024;
const perMegabyte = megabyte / sector;

/** With GRUB for a BIOS as Debian's grub-install leaves it: modules and menu are on the root, which is the second partition. */
export async function diskOf(root: string): Promise<string> {
  const folder = tempRoot().path;
  const [disk, core] = [join(folder, 'disk.raw'), join(folder, 'core.img')];
  const size = Number((await runTool(['stat', '--format=%s', root])).trim());
  await runTool([
    ...['grub-mkimage', '-O', 'i386-pc', '-p', '(,gpt2)/boot/grub', '-o', core],
    ...['biosdisk', 'part_gpt', 'ext2'],
  ]);
  const sectors = size / sector + 4 * perMegabyte;
  await runTool(['dd', `if=${root}`, `of=${disk}`, 'bs=1M', 'seek=2', 'conv=sparse']);
  truncateSync(disk, sectors * sector);
  const head = gptHead(
    [
      { type: 'bios', first: perMegabyte, last: 2 * perMegabyte - 1 },
      { type: 'linux', first: 2 * perMegabyte, last: size / sector + 2 * perMegabyte - 1 },
    ],
    sectors,
  );
  bootCode(readFileSync('/usr/lib/grub/i386-pc/boot.img'), megabyte).copy(head);
  const file = openSync(disk, 'r+');
  writeSync(file, head, 0, head.length, 0);
  const placed = placedCore(readFileSync(core), { offset: megabyte, bytes: megabyte });
  writeSync(file, placed, 0, placed.length, megabyte);
  closeSync(file);
  return disk;
}

/** Another one that is the same. */
export function copyOf(disk: string): string {
  const copy = join(tempRoot().path, 'disk.raw');
  copyFileSync(disk, copy);
  return copy;
}

/** A file of the root, as GRUB reads it. */
export async function onRoot(disk: string, path: string): Promise<string> {
  return runTool(['grub-fstest', disk, 'cat', `(loop0,gpt2)${path}`]);
}
