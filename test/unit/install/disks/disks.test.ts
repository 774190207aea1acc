import { describe, expect, it } from 'vitest';
import { parseDisks } from '../../../../src/install/disks/disks.ts';
import { disksOf, lsblkDevice } from '../../../support/disks.ts';

describe('the disks of a machine', () => {
  it.each([
    { what: 'a turning disk', device: { name: 'sda', rota: true, tran: 'sata' }, types: ['hdd'] },
    { what: 'a SATA SSD', device: { name: 'sda', tran: 'sata' }, types: ['ssd'] },
    { what: 'NVMe', device: { name: 'nvme0n1', tran: 'nvme' }, types: ['ssd', 'nvme'] },
    { what: 'an SD card', device: { name: 'mmcblk0', rm: true }, types: ['ssd', 'mmc'] },
    { what: 'a USB stick', device: { name: 'sdb', rm: true, tran: 'usb' }, types: ['ssd', 'usb'] },
    { what: 'a USB disk', device: { name: 'sdb', rota: true, tran: 'usb' }, types: ['hdd', 'usb'] },
    {
      what: 'a card reader without a bus',
      device: { name: 'sdc', rm: true },
      types: ['ssd', 'usb'],
    },
    { what: 'virtio', device: { name: 'vda', rota: true, tran: 'virtio' }, types: ['hdd'] },
  ])('know that $what is $types', ({ device, types }) => {
    expect(disksOf([device])[0]?.types).toEqual(types);
  });

  it('are neither CDs, loops, memory nor empty card readers', () => {
    const found = disksOf([
      { name: 'sr0', type: 'rom' },
      { name: 'loop0', type: 'loop' },
      { name: 'zram0', size: 0 },
      { name: 'sdc', size: 0, rm: true },
      { name: 'vda' },
    ]);

    expect(found.map(({ path }) => path)).toEqual(['/dev/vda']);
  });

  it('show everything that is on them, however deep', () => {
    const volume = lsblkDevice({ name: 'mapper/vg-root', type: 'lvm', mountpoints: ['/'] });
    const partition = lsblkDevice({ name: 'sda1', type: 'part', children: [volume] });

    const [disk] = disksOf([{ name: 'sda', children: [partition] }]);

    expect(disk?.volumes.map(({ path, type }) => [path, type])).toEqual([
      ['/dev/sda', 'disk'],
      ['/dev/sda1', 'part'],
      ['/dev/mapper/vg-root', 'lvm'],
    ]);
  });

  it('have the names of their connectors', () => {
    const byPath = { 'pci-0000:00:04.0': '/dev/vda', 'pci-0000:00:05.0': '/dev/vdb' };

    expect(disksOf([{ name: 'vda' }], byPath)[0]?.byPath).toEqual(['pci-0000:00:04.0']);
  });

  it.each(['', '{}', 'lsblk: bad usage', '{"blockdevices":[{"name":"sda"}]}'])(
    'are not made up from %j',
    (listing) => {
      expect(() => parseDisks(listing, new Map())).toThrow(/cannot understand what lsblk says/);
    },
  );
});
