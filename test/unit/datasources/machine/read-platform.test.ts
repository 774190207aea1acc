import { describe, expect, it } from 'vitest';
import { readPlatform } from '../../../../src/datasources/machine/read-platform.ts';
import { recordingSystem, type SystemGiven } from '../../../support/recording-system.ts';

const dmi = '/sys/class/dmi/id';
const oem = Buffer.concat([Buffer.from([11, 5, 0, 14, 1]), Buffer.from('io.k3os.config=a: b\0\0')]);
const blkid = {
  stdout: `DEVNAME=/dev/vda1
LABEL=K3OS_STATE
UUID=0f3b
TYPE=ext4

DEVNAME=/dev/vdb
LABEL_FATBOOT=cidata
UUID=12-34
TYPE=vfat
`,
};

function machine(more: SystemGiven['files'] = {}) {
  return recordingSystem({
    files: {
      [`${dmi}/sys_vendor`]: 'QEMU\n',
      [`${dmi}/product_serial`]: '   ds=nocloud;h=web-1   \n',
      [`${dmi}/product_uuid`]: 'EC2E1916-0000-4000-8000-0123456789AB\n',
      [`${dmi}/product_name`]: Buffer.concat([Buffer.alloc(16, 0xff), Buffer.from('\n')]),
      [`${dmi}/chassis_asset_tag`]: '......\n',
      '/sys/hypervisor/uuid': 'EC2abc\n',
      '/sys/firmware/dmi/entries/11-0/raw': oem,
      '/sys/firmware/dmi/entries/1-0/raw': oem,
      '/proc/cmdline': 'console=ttyS0 ds=nocloud\n',
      '/proc/xen': { directory: 0o755 },
      ...links,
      ...blocks,
      ...more,
    },
    programs: { blkid, modprobe: {} },
  });
}

const links = {
  ...card('enp2s0', { index: '2', mac: '52:54:00:AA:00:02', driver: 'e1000e' }),
  ...card('enp1s0', { index: '3', mac: '52:54:00:aa:00:01', driver: 'virtio_net' }),
  ...card('wlan0', { index: '4', mac: '52:54:00:aa:00:03', driver: 'iwlwifi', type: 'wlan' }),
  ...card('cni0', { index: '5', mac: '52:54:00:aa:00:04', driver: 'bridge' }),
};

function card(name: string, is: { index: string; mac: string; driver: string; type?: string }) {
  const folder = `/sys/class/net/${name}`;
  return {
    [`${folder}/type`]: '1\n',
    [`${folder}/address`]: `${is.mac}\n`,
    [`${folder}/ifindex`]: `${is.index}\n`,
    [`${folder}/uevent`]: is.type === undefined ? 'INTERFACE=x\n' : `DEVTYPE=${is.type}\n`,
    [`${folder}/device/driver`]: { link: `../../../bus/virtio/drivers/${is.driver}` },
  };
}

const blocks = {
  ...Object.fromEntries(
    ['vda', 'vda1', 'vdb', 'loop0', 'ram0', 'dm-0', 'zram0', 'fd0'].map((name) => [
      `/sys/class/block/${name}/size`,
      '2048\n',
    ]),
  ),
  '/sys/class/block/nbd0/size': '0\n',
  '/sys/class/block/sr0/size': '0\n',
};

describe('a machine', () => {
  it('says what its firmware has of it', async () => {
    const { dmi: found, hypervisorUuid, oemStrings } = await readPlatform(machine());

    expect(found).toMatchObject({
      sys_vendor: 'QEMU',
      product_serial: 'ds=nocloud;h=web-1',
      product_uuid: 'ec2e1916-0000-4000-8000-0123456789ab',
      product_family: '',
    });
    expect(hypervisorUuid).toBe('ec2abc');
    expect(oemStrings).toEqual(['io.k3os.config=a: b']);
  });

  it('has no text where nobody has written one', async () => {
    const { dmi: found } = await readPlatform(machine());

    expect(found.product_name).toBe('');
    expect(found.chassis_asset_tag).toBe('');
  });

  it('lists file systems, and drives without a medium', async () => {
    const system = machine();

    expect((await readPlatform(system)).volumes).toEqual([
      { device: '/dev/sr0', type: '', label: '', uuid: '', isOptical: true },
      { device: '/dev/vda1', type: 'ext4', label: 'K3OS_STATE', uuid: '0f3b', isOptical: false },
      { device: '/dev/vdb', type: 'vfat', label: 'cidata', uuid: '12-34', isOptical: false },
    ]);
    expect(system.effects).toContainEqual({
      did: 'exec',
      argv: [
        ...['blkid', '-c', '/dev/null', '-o', 'export'],
        ...['/dev/sr0', '/dev/vda', '/dev/vda1', '/dev/vdb'],
      ],
    });
  });

  it('lists cards with a cable as the kernel found them', async () => {
    expect((await readPlatform(machine())).links).toEqual([
      { name: 'enp2s0', mac: '52:54:00:aa:00:02', driver: 'e1000e' },
      { name: 'enp1s0', mac: '52:54:00:aa:00:01', driver: 'virtio_net' },
    ]);
  });

  it('knows its command line and what is there', async () => {
    const { cmdline, present } = await readPlatform(machine());

    expect(cmdline).toBe('console=ttyS0 ds=nocloud');
    expect(present).toEqual(['/proc/xen']);
  });

  it('may have nothing of all this', async () => {
    expect(await readPlatform(recordingSystem())).toMatchObject({
      ...{ hypervisorUuid: '', cmdline: '', oemStrings: [], volumes: [], links: [], present: [] },
      dmi: { sys_vendor: '' },
    });
  });

  it.each([
    ['a sandbox', { '/run/k3os/mode': 'sandbox\n' }],
    ['a container of systemd', { '/run/systemd/container': 'docker\n' }],
    ['a container of its own word', { '/proc/1/environ': 'PATH=/bin\0container=lxc\0' }],
  ])('does not take the hardware of the host for its own in %s', async (_, mark) => {
    const found = await readPlatform(machine(mark));

    expect(found).toMatchObject({
      ...{ hypervisorUuid: '', oemStrings: [], present: [] },
      dmi: { sys_vendor: '', product_serial: '' },
      cmdline: 'console=ttyS0 ds=nocloud',
    });
    expect(found.links).toHaveLength(2);
    // A sandbox has drives of its own, and no others are in its /sys.
    expect(found.volumes.length > 0).toBe('/run/k3os/mode' in mark);
  });
});
