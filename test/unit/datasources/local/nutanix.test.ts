import { describe, expect, it } from 'vitest';
import { nutanix } from '../../../../src/datasources/local/nutanix.ts';
import type { Volume } from '../../../../src/datasources/machine/platform.ts';
import { access, platform, volume } from '../../../support/data-source.ts';

const drive = volume({ device: '/dev/sr0', label: 'config-2', isOptical: true });
const tree = {
  'openstack/latest/meta_data.json': '{"uuid":"5d6c","hostname":"ahv-1","public_keys":{}}',
  'openstack/latest/user_data': 'a: b\n',
};

async function answer(volumes: readonly Volume[]) {
  const asked = access({ platform: { volumes }, trees: { '/dev/sr0': tree } });
  return nutanix.parse(await nutanix.fetch(asked, ''), asked.platform);
}

describe('nutanix', () => {
  it.each([
    { sys_vendor: 'Nutanix', product_name: 'AHV', is: true },
    { sys_vendor: 'Nutanix', product_name: 'NX-1065', is: false },
    { sys_vendor: 'QEMU', product_name: 'AHV', is: false },
  ])('is $is for $sys_vendor $product_name', ({ is, ...dmi }) => {
    expect(nutanix.matches(platform({ dmi }))).toBe(is);
  });

  it('says who the machine is', async () => {
    expect(await answer([drive])).toMatchObject({
      instanceId: '5d6c',
      hostname: 'ahv-1',
      sshKeys: [],
      userdata: Buffer.from('a: b\n'),
    });
  });

  it('is refused where its drive does not come', async () => {
    await expect(answer([])).rejects.toThrow('no medium labelled config-2');
  });
});
