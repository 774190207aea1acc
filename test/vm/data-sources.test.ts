import { expect, it } from 'vitest';
import { makeFat, makeFatForCd, makeIso } from '../support/medium.ts';
import { tempRoot } from '../support/temp-root.ts';
import { bootMs, directBoot, nodeConfig, onNode, operator } from './node.ts';
import { startVm } from './support.ts';

const keys = `ssh_authorized_keys: ["${operator.publicKey}"]\n`;

const takeOutFatCd =
  'cd /dev; for cd in sr?; do [ "$(sudo blkid -o value -s TYPE $cd)" != vfat ] || echo 1 | sudo tee /sys/block/$cd/device/delete; done';

it('learns from media and from its firmware: FAT and ISO 9660, on a stick, a CD and a disk', async () => {
  const stick = {
    'user-data': `hostname: by-the-stick\n${keys}`,
    'meta-data': 'instance-id: stick-1\nlocal-hostname: on-a-stick\n',
  };
  const fatCd = {
    'user-data': `hostname: by-the-other-cd\n${keys}`,
    'meta-data': 'instance-id: cd-1\nlocal-hostname: on-a-cd\n',
  };
  const openstack = {
    'openstack/latest/meta_data.json': JSON.stringify({ uuid: 'drive-1', hostname: 'on-a-drive' }),
    'openstack/latest/user_data': 'hostname: by-the-drive\n',
  };
  const firmware = tempRoot({ 'fw.yaml': 'hostname: by-fw-cfg\n' }).at('fw.yaml');
  const machine = await startVm({
    name: 'data-sources',
    memory: 1024,
    kernel: await directBoot(nodeConfig([]), 'k3os.data_sources=auto'),
    drives: [
      { kind: 'usb-stick', file: await makeFat('CIDATA', stick) },
      { kind: 'disk', file: await makeIso('config-2', openstack) },
      { kind: 'cdrom', file: await makeIso('ANYTHING', { config: 'hostname: by-the-cd\n' }) },
      { kind: 'cdrom', file: await makeFatForCd('cidata', fatCd) },
    ],
    nics: [{ kind: 'user' }],
    words: [
      ...['-smbios', 'type=11,value=io.k3os.config=hostname: by-smbios'],
      ...['-fw_cfg', `name=opt/io.k3os/config,file=${firmware}`],
    ],
  });

  expect(await machine.booted(bootMs)).toEqual({ mode: 'live', outcome: 'ok' });

  const said = await onNode(
    machine,
    'hostname; cat /run/config/provider; echo; sudo k3os datasource detect',
  );
  expect(said.split('\n')).toEqual(
    expect.arrayContaining(['smbios', 'fw_cfg', 'nocloud', 'configdrive', 'cdrom']),
  );
  const nameBy = async (source: string) =>
    /^hostname: +(.*)$/m.exec(await onNode(machine, `sudo k3os datasource fetch ${source}`))?.[1];
  expect(await nameBy('configdrive')).toBe('on-a-drive');
  // Of two with the same label the last one counts.
  expect(await nameBy('nocloud')).toBe('on-a-cd');
  await onNode(machine, takeOutFatCd);
  expect(await nameBy('nocloud')).toBe('on-a-stick');
  for (const name of ['cdrom', 'smbios', 'fw_cfg']) {
    expect(await onNode(machine, `sudo k3os datasource fetch ${name}`)).toMatch(
      /^user-data: +\d+ bytes$/m,
    );
  }
  expect(await onNode(machine, 'mount | grep -c datasource-medium')).toBe('0\n');
});
