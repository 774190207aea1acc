import { describe, expect, it } from 'vitest';
import {
  chooseBootPartition,
  type Partition,
  withBootPartition,
} from '../../../src/generations/boot-partition.ts';
import { type RecordingSystem, recordingSystem } from '../../support/recording-system.ts';

const uuid = '11111111-2222-3333-4444-555555555555';
const partition = (path: string, label: string | null, own: string | null = null): Partition => ({
  path,
  label,
  uuid: own,
  pkname: path.slice(5, 8),
});
const mine = [partition('/dev/sda2', 'K3OS_GRUB'), partition('/dev/sda3', 'K3OS_STATE', uuid)];
const copied = [partition('/dev/sdb2', 'K3OS_GRUB'), partition('/dev/sdb3', 'K3OS_STATE', 'other')];

describe('the boot partition', () => {
  it.each([
    { when: 'there is one', all: mine, device: '/dev/sda2' },
    { when: 'another disk has one too', all: [...copied, ...mine], device: '/dev/sda2' },
    {
      when: 'the state is on another disk',
      all: [partition('/dev/sdc1', 'K3OS_STATE', uuid), partition('/dev/sda2', 'K3OS_GRUB')],
      device: '/dev/sda2',
    },
  ])('is the one beside the state when $when', ({ all, device }) => {
    expect(chooseBootPartition(all, uuid)).toBe(device);
  });

  it('is found by the label of the state when the boot loader did not say which', () => {
    expect(chooseBootPartition(mine, undefined)).toBe('/dev/sda2');
  });

  it.each([
    {
      when: 'there is none',
      all: [partition('/dev/sda1', null)],
      reason: /no partition is labelled K3OS_GRUB/,
    },
    {
      when: 'there are two and none is beside the state',
      all: [partition('/dev/sda2', 'K3OS_GRUB'), partition('/dev/sdb2', 'K3OS_GRUB')],
      reason: /more than one partition .*: \/dev\/sda2, \/dev\/sdb2/,
    },
    {
      when: 'it cannot be known which of two was started',
      all: [...mine, ...copied],
      given: undefined,
      reason: /more than one partition/,
    },
  ])('is asked for in words when $when', ({ all, reason, ...more }) => {
    expect(() => chooseBootPartition(all, 'given' in more ? more.given : uuid)).toThrow(reason);
  });
});

const lsblk = { stdout: JSON.stringify({ blockdevices: [...copied, ...mine] }) };
const node = (umount = {}) =>
  recordingSystem({
    files: {
      '/proc/cmdline': `quiet k3os.gen=5 k3os.state=${uuid}\n`,
      '/proc/self': { link: '77' },
      '/proc/77/comm': 'k3os',
    },
    programs: { ln: {}, lsblk, mount: {}, umount },
  });
const ran = ({ effects }: RecordingSystem) =>
  effects.flatMap((effect) => (effect.did === 'exec' ? [effect.argv.join(' ')] : []));

describe('work on the boot partition', () => {
  it.each([
    { access: 'read', options: 'ro' },
    { access: 'write', options: 'rw,sync' },
  ] as const)('has it mounted to $access, and no longer than that', async ({ access, options }) => {
    const system = node();

    const answer = await withBootPartition(system, access, (folder) => {
      expect(ran(system).at(-1)).toBe(
        `mount -t vfat -o ${options},nosuid,nodev,noexec,quiet,fmask=0177,dmask=0077 /dev/sda2 ${folder}`,
      );
      return folder;
    });

    expect(answer).toBe('/run/k3os/boot');
    expect(ran(system).at(-1)).toBe('umount /run/k3os/boot');
  });

  it('is unmounted also when the work fails', async () => {
    const system = node();

    await expect(
      withBootPartition(system, 'write', () => {
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');

    expect(ran(system).at(-1)).toBe('umount /run/k3os/boot');
    expect(system.files.status('/run/k3os/boot-partition.lock')).toBeUndefined();
  });

  it('mounts nothing in a system below another root', async () => {
    const system = recordingSystem({
      root: '/target',
      live: false,
      files: { '/boot/grub/grubenv': '' },
    });

    expect(await withBootPartition(system, 'write', (folder) => folder)).toBe('/boot');
    await expect(
      withBootPartition(recordingSystem({ root: '/target', live: false }), 'read', () => 1),
    ).rejects.toThrow(/no system was installed here/);
  });

  describe('of a disk that was another Linux', () => {
    const beside = () =>
      recordingSystem({
        files: {
          '/k3os/system/boot/grub/grubenv': '',
          '/run/k3os/state-rw/k3os/system/generations/5/boot.env': '',
          '/proc/self': { link: '77' },
          '/proc/77/comm': 'k3os',
        },
        programs: {
          ...{ ln: {}, mount: {}, umount: {}, sync: {}, sh: {} },
          findmnt: { stdout: '/dev/vda1\n' },
        },
      });

    it('reads where it is', async () => {
      const system = beside();

      expect(await withBootPartition(system, 'read', (folder) => folder)).toBe('/k3os/system/boot');
      expect(ran(system)).toEqual([]);
    });

    it('writes to the state partition, so that the boot loader finds it', async () => {
      const system = beside();

      const folder = await withBootPartition(system, 'write', (each) => each);

      expect(folder).toBe('/run/k3os/state-rw/k3os/system/boot');
      const settled = ran(system).filter((line) => /^(sync|sh|mount|umount)\b/.test(line));
      expect(settled.map((line) => line.split(' ')[0])).toEqual(
        expect.arrayContaining(['mount', 'sync', 'sh', 'umount']),
      );
      expect(settled.at(-1)).toBe('umount /run/k3os/state-rw');
    });
  });

  it('says what lsblk said when that makes no sense', async () => {
    const system = recordingSystem({ programs: { ln: {}, umount: {}, lsblk: { stdout: '{}' } } });

    await expect(withBootPartition(system, 'read', () => 1)).rejects.toThrow(
      /cannot understand what lsblk says/,
    );
  });
});
