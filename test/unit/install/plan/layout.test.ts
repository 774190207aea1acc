import { describe, expect, it } from 'vitest';
import {
  keptWindows,
  ownWindows,
  parseTable,
  partitionScript,
} from '../../../../src/install/plan/layout.ts';

const mebi = 1024 * 1024;
const bios = '21686148-6449-6E6F-744E-656564454649';

function listing(label: string, sectorsize: number, ...partitions: object[]) {
  return parseTable(JSON.stringify({ partitiontable: { label, sectorsize, partitions } }));
}

describe('the layout of a disk', () => {
  it.each([
    {
      table: 'gpt',
      sector: 512,
      script: [
        'label: gpt',
        'start=1MiB, size=1MiB, type=21686148-6449-6E6F-744E-656564454649, name="K3OS_BIOS"',
        'size=128MiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, name="K3OS_GRUB"',
        'type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, name="K3OS_STATE"',
        '',
      ],
    },
    {
      table: 'mbr',
      sector: 512,
      script: ['label: dos', 'start=1MiB, size=128MiB, type=ef, bootable', 'type=83', ''],
    },
  ] as const)('is told to sfdisk: $table', ({ table, sector, script }) => {
    expect(partitionScript(table, sector).split('\n')).toEqual(script);
  });

  it('has a larger boot partition where sectors are large, since FAT32 wants that many', () => {
    expect(partitionScript('gpt', 4096)).toContain('size=288MiB');
  });

  it('gives each part its place in bytes, whatever the size of a sector', () => {
    const table = listing(
      'gpt',
      4096,
      { node: '/dev/nvme0n1p1', start: 256, size: 256, type: bios },
      { node: '/dev/nvme0n1p2', start: 512, size: 73728, type: 'x' },
      { node: '/dev/nvme0n1p3', start: 74240, size: 1000, type: 'y' },
    );

    expect(ownWindows(table)).toMatchObject({
      loader: { offset: mebi, bytes: mebi },
      boot: { offset: 2 * mebi, bytes: 288 * mebi },
      state: { offset: 290 * mebi, bytes: 4_096_000 },
    });
  });

  it('keeps the boot loader of the old table between boot sector and first partition', () => {
    const table = listing(
      'dos',
      512,
      { node: 'a1', start: 2048, size: 9, type: 'ef' },
      { node: 'a2', start: 4096, size: 9, type: '83' },
    );

    expect(ownWindows(table).loader).toEqual({ offset: 512, bytes: mebi - 512 });
  });

  it('is refused when the disk did not take it', () => {
    expect(() => ownWindows(listing('gpt', 512))).toThrow(/has 0 partitions instead of 3/);
  });

  const prepared = [
    { node: '/dev/sda1', start: 2048, size: 2048, type: bios.toLowerCase() },
    { node: '/dev/sda5', start: 4096, size: 2048, type: 'x' },
    { node: '/dev/sda7', start: 8192, size: 2048, type: 'y' },
  ];

  it('is taken as somebody prepared it, with whatever numbers', () => {
    const kept = keptWindows(listing('gpt', 512, ...prepared), {
      boot: '/dev/sda5',
      state: '/dev/sda7',
    });

    expect(kept).toMatchObject({
      loader: { offset: mebi },
      boot: { offset: 2 * mebi },
      state: { offset: 4 * mebi },
    });
  });

  it.each([
    {
      lacks: 'a boot partition',
      partitions: prepared,
      boot: undefined,
      says: /lacks a FAT file system labelled K3OS_GRUB: make it/,
    },
    {
      lacks: 'a place for the boot loader',
      partitions: prepared.slice(1),
      boot: '/dev/sda5',
      says: /lacks a partition for the boot loader \(type 21686148/,
    },
  ])('is refused when what was prepared lacks $lacks', ({ partitions, boot, says }) => {
    expect(() =>
      keptWindows(listing('gpt', 512, ...partitions), { boot, state: '/dev/sda7' }),
    ).toThrow(says);
  });

  it('is refused when its first partition is where the boot loader of an old table goes', () => {
    const devices = { boot: 'a1', state: 'a2' };
    const prepared = (start: number) =>
      listing(
        'dos',
        512,
        { node: 'a1', start, size: 9, type: 'ef' },
        { node: 'a2', start: 409_600, size: 9, type: '83' },
      );

    expect(keptWindows(prepared(2048), devices).loader).toEqual({
      offset: 512,
      bytes: mebi - 512,
    });
    expect(() => keptWindows(prepared(63), devices)).toThrow(
      /lacks 1 MiB before the first partition for the boot loader: make it/,
    );
  });
});
