import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { realSystem } from '../../../src/effects/real-system.ts';
import { blockFiles } from '../../../src/generations/places.ts';
import type { NewGeneration } from '../../../src/generations/put-in-place.ts';
import { makeDiskImage } from '../../../src/image/disk/disk-image.ts';
import { ownWindows, parseTable, type Windows } from '../../../src/install/plan/layout.ts';
import { digest } from '../../../src/lib/digest.ts';
import { type Disks, must } from '../../integration/generations/two-disks.ts';
import { bytes, installMedium } from '../../support/install-medium.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { say } from '../image.ts';
import { recorded } from './record.ts';
import type { Given } from './switch-generations.ts';

/** What `k3os image disk` makes of a medium that has everything a real one has, but for its size. */
export async function smallDisk(): Promise<string> {
  const { iso } = await installMedium();
  const output = join(tempRoot().path, 'disk.raw');
  await makeDiskImage({
    ...{ system: realSystem('/'), iso, output, bytes: 256 * 1024 ** 2, format: 'raw' },
    ...{ config: Buffer.from('hostname: cut\n'), tty: undefined, mbr: false },
    ...{ print: say, warn: say },
  });
  return output;
}

export function windowsOf(disk: string): Windows {
  return ownWindows(parseTable(must(['sfdisk', '--json', disk]).toString()));
}

/** As they are now, in files of their own. */
export function partsOf(disk: string): Disks {
  const windows = windowsOf(disk);
  const folder = tempRoot().path;
  const taken = (['state', 'boot'] as const).map((use) => {
    const { offset, bytes: length } = windows[use];
    const file = join(folder, `${use}.raw`);
    const place = [`skip=${offset}`, `count=${length}`, 'iflag=skip_bytes,count_bytes'];
    must(['dd', 'bs=1M', 'conv=sparse', ...place, `if=${disk}`, `of=${file}`]);
    return [use, file];
  });
  return Object.fromEntries(taken);
}

/** Log of all writes. */
export function recordSwitch(disk: string, what: Pick<Given, 'acts' | 'unsettled'>): string {
  const root = tempRoot();
  const { path } = root;
  const used = join(path, 'disk.raw');
  must(['cp', '--sparse=always', disk, used]);
  const [file, log] = [join(path, 'recorded.raw'), join(path, 'writes.log')];
  const blocks = blocksOf(disk);
  const given: Given = {
    ...what,
    ...{ file, state: windowsOf(disk).state, top: join(path, 'top'), boot: join(path, 'boot') },
    places: Object.fromEntries(blocks.map((block) => [block.file, block.place])),
    added: [newGeneration('v0.3.0', 11), newGeneration('v0.4.0', 21)],
  };
  for (const block of blocks) {
    root.add({ [`boot/${block.file}`]: block.content });
  }
  const program = join(import.meta.dirname, 'switch-generations.ts');
  const words = recorded({ disk: used, file, log }, [
    process.execPath,
    program,
    JSON.stringify(given),
  ]);
  const { status, stderr } = spawnSync(words[0] ?? '', words.slice(1), {
    ...{ encoding: 'utf8', timeout: 120_000, killSignal: 'SIGKILL' },
  });
  if (status !== 0) {
    throw new Error(`the switch of generations was not recorded: ${stderr}`);
  }
  return log;
}

/** Files of the boot partition, and where they are on the disk, so that they can be written over in their places. */
function blocksOf(disk: string) {
  const { offset } = windowsOf(disk).boot;
  const { boot } = partsOf(disk);
  return blockFiles.map((file) => {
    const list = must(['grub-fstest', boot, 'blocklist', `/${file}`])
      .toString()
      .trim();
    const [, sector] = /^(\d+)\+2$/.exec(list) ?? [];
    if (sector === undefined) {
      throw new Error(`${file} is not 1024 bytes in one piece on the boot partition: ${list}`);
    }
    const content = must(['grub-fstest', boot, 'cat', `/${file}`]);
    return { file, content, place: offset + Number(sector) * 512 };
  });
}

/** Another system and kernel, with the k3s that is there. */
function newGeneration(version: string, seed: number): NewGeneration {
  const contents = {
    k3os: { version, files: { 'k3os.squashfs': bytes(600_001, seed) } },
    k3s: { version: 'v1.36.2+k3s1', files: { 'k3s.squashfs': bytes(300_000, 2) } },
    kernel: {
      version: `6.12.${seed}-1-amd64`,
      files: {
        vmlinuz: bytes(400_000, seed + 1),
        initrd: bytes(500_123, seed + 2),
        'kernel.squashfs': bytes(100_000, seed + 3),
      },
    },
  };
  const from = tempRoot();
  const components = Object.entries(contents).map(([name, { version, files }]) => {
    const described = Object.entries(files).map(([file, content]) => {
      from.add({ [`${name}/${file}`]: content });
      return [file, { size: content.length, sha256: digest(content) }];
    });
    return [name, { version, files: Object.fromEntries(described) }];
  });
  return { from: from.path, origin: 'a test', components: Object.fromEntries(components) };
}
