import { describe, expect, it } from 'vitest';
import { proxmox } from '../../../../src/datasources/local/proxmox.ts';
import type { Volume } from '../../../../src/datasources/machine/platform.ts';
import { access, platform, volume } from '../../../support/data-source.ts';

const cidata = volume({ device: '/dev/sr0', label: 'cidata', isOptical: true });
const drive = volume({ device: '/dev/sr1', label: 'config-2', isOptical: true });
const digest = '58a2ed3e3a1e0a0ae5d7a4d9bd6a7f0d6c2f7b10';
const userdata = '#cloud-config\nhostname: pve-1\n';
const trees = {
  '/dev/sr0': {
    'user-data': userdata,
    'meta-data': `instance-id: ${digest}\n`,
    'vendor-data': '',
    'network-config': `version: 1
config:
- type: physical
  name: eth0
  mac_address: 'bc:24:11:00:00:01'
  subnets:
  - {type: static, address: 192.0.2.8, netmask: 255.255.255.0, gateway: 192.0.2.1}
- {type: nameserver, address: [192.0.2.53], search: [example.com]}
`,
  },
  '/dev/sr1': {
    'openstack/latest/meta_data.json': `{"uuid":"${digest}","network_config":{"content_path":"/content/0000"}}`,
    'openstack/latest/user_data': userdata,
    'openstack/latest/vendor_data.json': '',
    'openstack/content/0000':
      'auto eth0\niface eth0 inet static\n address 192.0.2.8\n netmask 255.255.255.0\n',
  },
};

async function answer(volumes: readonly Volume[]) {
  const asked = access({ platform: { volumes }, trees });
  return proxmox.parse(await proxmox.fetch(asked, ''), asked.platform);
}

describe('proxmox', () => {
  it('looks like any machine of QEMU', () => {
    expect(proxmox.matches(platform({ dmi: { sys_vendor: 'QEMU' }, volumes: [cidata] }))).toBe(
      false,
    );
  });

  it.each([
    { volumes: [cidata], what: 'of NoCloud' },
    { volumes: [drive], what: 'of OpenStack' },
  ])('reads the drive $what: who it is, is in user-data', async ({ volumes }) => {
    expect(await answer(volumes)).toMatchObject({
      instanceId: digest,
      hostname: undefined,
      sshKeys: [],
      userdata: Buffer.from(userdata),
      vendordata: undefined,
      interfaces: [expect.objectContaining({ addresses: ['192.0.2.8/24'] })],
    });
  });

  it('is refused where no drive comes', async () => {
    await expect(answer([])).rejects.toThrow('no medium is labelled config-2 or cidata');
  });
});
