import { describe, expect, it } from 'vitest';
import { chooseDisk } from '../../../../src/install/disks/choose-disk.ts';
import { settingsOf } from '../../../../src/install/settings.ts';
import { disksOf, lsblkDevice } from '../../../support/disks.ts';

const part = (name: string, given: object = {}) => lsblkDevice({ name, type: 'part', ...given });
const state = (name: string) => part(name, { label: 'K3OS_STATE', fstype: 'ext4', uuid: 'u-1' });

const ssd = { name: 'nvme0n1', size: 512e9, tran: 'nvme', model: 'Samsung SSD 980', serial: 'S64' };
const hdd = { name: 'sda', size: 4e12, rota: true, tran: 'sata', model: 'WDC 40', serial: 'W40' };
const stick = { name: 'sdb', size: 64e9, rm: true, tran: 'usb', model: 'Ultra' };
const installed = { name: 'vda', children: [state('vda3')] };

function choose(devices: Parameters<typeof disksOf>[0], wish: Parameters<typeof settingsOf>[0]) {
  const byPath = {
    'pci-0000:00:17.0-ata-1': '/dev/sda',
    'pci-0000:03:00.0-nvme-1': '/dev/nvme0n1',
  };
  return chooseDisk(disksOf(devices, byPath), settingsOf(wish)).path;
}

describe('the disk to install to', () => {
  it.each([
    { wish: {}, devices: [ssd], disk: '/dev/nvme0n1' },
    { wish: {}, devices: [ssd, stick], disk: '/dev/nvme0n1' },
    { wish: { device: '/dev/sda' }, devices: [ssd, hdd], disk: '/dev/sda' },
    { wish: { device: '/dev/sdb' }, devices: [ssd, stick], disk: '/dev/sdb' },
    { wish: { disk: { type: 'ssd' } }, devices: [ssd, hdd], disk: '/dev/nvme0n1' },
    { wish: { disk: { type: 'usb' } }, devices: [ssd, stick], disk: '/dev/sdb' },
    { wish: { disk: { size: '>=1T' } }, devices: [ssd, hdd], disk: '/dev/sda' },
    { wish: { disk: { size: '>=100G <1T' } }, devices: [ssd, hdd], disk: '/dev/nvme0n1' },
    { wish: { disk: { model: 'samsung*' } }, devices: [ssd, hdd], disk: '/dev/nvme0n1' },
    { wish: { disk: { serial: 'W40' } }, devices: [ssd, hdd], disk: '/dev/sda' },
    { wish: { disk: { byPath: '*-ata-1' } }, devices: [ssd, hdd], disk: '/dev/sda' },
    {
      wish: { disk: { byPath: '/dev/disk/by-path/pci-0000:03:00.0-nvme-1' } },
      devices: [ssd, hdd],
      disk: '/dev/nvme0n1',
    },
    { wish: {}, devices: [ssd, installed], disk: '/dev/nvme0n1' },
    { wish: { device: '/dev/vda', force: true }, devices: [installed], disk: '/dev/vda' },
    { wish: { noFormat: true }, devices: [ssd, installed], disk: '/dev/vda' },
    {
      wish: {},
      devices: [{ ...ssd, children: [part('nvme0n1p3', { label: 'K3OS_INSTALLING' })] }],
      disk: '/dev/nvme0n1',
    },
  ] as const)('is $disk for $wish', ({ wish, devices, disk }) => {
    expect(choose(devices, wish)).toBe(disk);
  });

  it.each([
    {
      flaw: 'the medium',
      on: { children: [part('vda1', { mountpoints: ['/run/k3os/iso'] })] },
      says: /is the medium that this system was started from/,
    },
    {
      flaw: 'a stick with the ISO',
      on: { fstype: 'iso9660', label: 'K3OS' },
      says: /is the medium/,
    },
    {
      flaw: 'mounted',
      on: { children: [part('vda1', { mountpoints: ['/'] })] },
      says: /is in use: \/dev\/vda1 is mounted at \//,
    },
    {
      flaw: 'swap',
      on: { children: [part('vda2', { mountpoints: ['[SWAP]'] })] },
      says: /\/dev\/vda2 is mounted at \[SWAP\]/,
    },
    {
      flaw: 'a part of LVM',
      on: {
        children: [part('vda1', { children: [lsblkDevice({ name: 'mapper/vg', type: 'lvm' })] })],
      },
      says: /carries \/dev\/mapper\/vg \(lvm\)/,
    },
    { flaw: 'write-protected', on: { ro: true }, says: /can only be read/ },
    { flaw: 'too small', on: { size: 2e9 }, says: /is too small: 2 GB, and 3\.5 GB are needed/ },
    {
      flaw: 'installed',
      on: installed,
      says: /holds an installed k3os \(K3OS_STATE\); --force \(k3os\.install\.force\)/,
    },
    {
      flaw: 'a k3OS disk without partitions',
      on: { label: 'K3OS_STATE', fstype: 'ext4' },
      says: /holds an installed k3os/,
    },
  ])('is never $flaw, also when it is named', ({ on, says }) => {
    const disk = { name: 'vda', ...on };

    expect(() => choose([disk], { device: '/dev/vda' })).toThrow(says);
    expect(() => choose([disk], {})).toThrow(says);
  });

  it.each([
    {
      wish: { device: '/dev/sda1' },
      says: /cannot install to \/dev\/sda1: it is a part of \/dev\/sda, and a whole disk is needed/,
    },
    { wish: { device: '/dev/sr0' }, says: /cannot install to \/dev\/sr0: it is no disk/ },
    {
      wish: { device: '/dev/sda', disk: { type: 'ssd' } },
      says: /cannot install to \/dev\/sda: it is no ssd/,
    },
    {
      wish: { device: '/dev/sda', noFormat: true },
      says: /has no ext4 file system labelled K3OS_STATE/,
    },
    { wish: {}, says: /2 disks could be installed to; name one/ },
    { wish: { disk: { size: '>=8T' } }, says: /no disk can be installed to:/ },
    { wish: { disk: { serial: 'other' } }, says: /has another serial than other/ },
    { wish: { disk: { byPath: 'pci-1' } }, says: /is not at pci-1/ },
  ] as const)('is refused for $wish, with the reason', ({ wish, says }) => {
    const devices = [
      ssd,
      { ...hdd, children: [part('sda1')] },
      { name: 'sr0', type: 'rom' },
      stick,
    ];

    expect(() => choose(devices, wish)).toThrow(says);
  });

  it('names every disk and why it was passed over', () => {
    expect(() =>
      choose([hdd, stick, { name: 'vdb', size: 1e9 }], { disk: { type: 'nvme' } }),
    ).toThrow(
      [
        'no disk can be installed to:',
        '  /dev/sda   4 TB  hdd      WDC 40  W40  is no nvme',
        '  /dev/sdb  64 GB  ssd usb  Ultra   -    is removable or on USB: it has to be named',
        '  /dev/vdb   1 GB  ssd      -       -    is too small: 1 GB, and 3.5 GB are needed',
      ].join('\n'),
    );
  });

  it('says so when there is none at all', () => {
    expect(() => choose([], {})).toThrow(/this machine shows no disk: is it plugged in/);
  });
});
