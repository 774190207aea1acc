import { describe, expect, it } from 'vitest';
import { driverLoader, findLabels } from '../../../src/boot/hardware.ts';
import { recordingSystem } from '../../support/recording-system.ts';

/** What blkid says of a stick with our ISO, and of a disk. */
const stick = [
  [
    'DEVNAME=/dev/sda',
    'BLOCK_SIZE=2048',
    'UUID=2026-11-21-12-00-00-00',
    'LABEL=K3OS',
    'TYPE=iso9660',
  ],
  ['DEVNAME=/dev/sda2', 'BLOCK_SIZE=512', 'TYPE=vfat', 'UUID=1234-ABCD'],
  ['DEVNAME=/dev/sda3', 'BLOCK_SIZE=512', 'LABEL=K3OS', 'TYPE=hfsplus'],
  ['DEVNAME=/dev/vda1', 'LABEL=K3OS_STATE', 'TYPE=ext4'],
  ['DEVNAME=/dev/vdb1', 'LABEL=MY\\ DISK', 'TYPE=vfat'],
]
  .map((paragraph) => paragraph.join('\n'))
  .join('\n\n');

const words = { mode: 'live', fallbackMode: undefined, consoles: [] };

function systemSaying(text: string) {
  return recordingSystem({
    programs: { blkid: { stdout: text }, find: { stdout: text }, modprobe: {} },
  });
}

describe('file systems', () => {
  it.each([
    { medium: 'K3OS', device: '/dev/sda', why: 'the ISO, not its partition for Macs' },
    { medium: 'MY DISK', device: '/dev/vdb1', why: 'labels may have blanks' },
    { medium: 'k3os', device: undefined, why: 'labels are taken as they are written' },
    { medium: undefined, device: undefined, why: 'nobody asked for a medium' },
  ])('labelled $medium are found at $device: $why', async ({ medium, device }) => {
    const found = await findLabels(systemSaying(stick), { ...words, medium });

    expect(found).toEqual({ medium: device, state: ['/dev/vda1'] });
  });

  it('are none on a machine without disks', async () => {
    expect(await findLabels(systemSaying(''), { ...words, medium: 'K3OS' })).toEqual({
      medium: undefined,
      state: [],
    });
  });
});

describe('drivers', () => {
  it('are asked for once for each kind of device', async () => {
    const system = systemSaying('pci:v0001\npci:v0001\nusb:v0002\n');
    const load = driverLoader(system);

    await load();
    await load();

    const loads = system.effects.filter(
      ({ did, ...effect }) => 'argv' in effect && effect.argv[0] === 'modprobe',
    );
    expect(loads).toEqual([
      {
        did: 'exec',
        argv: ['modprobe', '--all', '--use-blacklist', '--quiet', 'pci:v0001', 'usb:v0002'],
      },
    ]);
  });
});
