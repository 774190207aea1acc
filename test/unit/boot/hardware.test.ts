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
].map((paragraph) => paragraph.join('\n'));

const words = { mode: 'live', fallbackMode: undefined, consoles: [] };

/** As the real one: whole disks that have partitions only when they are named. */
function blkid(argv: readonly string[]) {
  const named = argv.filter((word) => word.startsWith('/dev/') && word !== '/dev/null');
  const told = stick.filter((paragraph) => {
    const device = /^DEVNAME=(.*)$/m.exec(paragraph)?.[1] ?? '';
    return named.length > 0 ? named.includes(device) : /\d$/.test(device);
  });
  return { stdout: told.join('\n\n') };
}

function systemWith(...devices: readonly string[]) {
  const files = devices.map((name) => [`/sys/class/block/${name}`, { link: '../../devices' }]);
  return recordingSystem({ files: Object.fromEntries(files), programs: { blkid } });
}

const machine = systemWith('sda', 'sda2', 'sda3', 'vda', 'vda1', 'vdb1', 'loop0');

describe('file systems', () => {
  it.each([
    { medium: 'K3OS', device: '/dev/sda', why: 'the ISO, not its partition for Macs' },
    { medium: 'MY DISK', device: '/dev/vdb1', why: 'labels may have blanks' },
    { medium: 'k3os', device: undefined, why: 'labels are taken as they are written' },
    { medium: undefined, device: undefined, why: 'nobody asked for a medium' },
  ])('labelled $medium are found at $device: $why', async ({ medium, device }) => {
    const found = await findLabels(machine, { ...words, medium });

    expect(found).toEqual({ medium: device, state: ['/dev/vda1'] });
  });

  it('are none on a machine without disks', async () => {
    const system = systemWith('loop0', 'ram1', 'zram0');

    expect(await findLabels(system, { ...words, medium: 'K3OS' })).toEqual({
      medium: undefined,
      state: [],
    });
    expect(system.effects).toEqual([]);
  });

  it('are looked for on devices of controllers that have names with a slash', async () => {
    const system = systemWith('cciss!c0d0');

    await findLabels(system, { ...words, medium: 'K3OS' });

    expect(system.effects).toMatchObject([{ argv: expect.arrayContaining(['/dev/cciss/c0d0']) }]);
  });
});

describe('drivers', () => {
  it('are asked for once for each kind of device', async () => {
    const aliases = { stdout: 'pci:v0001\npci:v0001\nusb:v0002\n' };
    const system = recordingSystem({ programs: { find: aliases, modprobe: {} } });
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
