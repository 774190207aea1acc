import { describe, expect, it } from 'vitest';
import { kubevirt } from '../../../../src/datasources/local/kubevirt.ts';
import type { Volume } from '../../../../src/datasources/machine/platform.ts';
import { access, platform, volume } from '../../../support/data-source.ts';

const cidata = volume({ device: '/dev/vdb', label: 'cidata' });
const drive = volume({ device: '/dev/vdc', label: 'config-2' });
const trees = {
  '/dev/vdb': {
    'meta-data': '{"instance-id":"vm.ns","local-hostname":"from-cidata"}',
    'user-data': 'a: b\n',
  },
  '/dev/vdc': {
    'openstack/latest/meta_data.json':
      '{"instance_id":"vm.ns","uuid":"5d6c","hostname":"from-drive","public_keys":{"0":"ssh-rsa AAAA"}}',
    'openstack/latest/user_data': 'c: d\n',
  },
};

async function answer(volumes: readonly Volume[]) {
  const asked = access({ platform: { volumes }, trees });
  return kubevirt.parse(await kubevirt.fetch(asked, ''), asked.platform);
}

describe('kubevirt', () => {
  it.each([
    { what: 'its name and a drive', dmi: { product_family: 'KubeVirt' }, with: cidata, is: true },
    { what: 'its vendor and a drive', dmi: { sys_vendor: 'KubeVirt' }, with: drive, is: true },
    { what: 'its name alone', dmi: { product_family: 'KubeVirt' }, with: undefined, is: false },
    { what: 'a drive alone', dmi: { sys_vendor: 'QEMU' }, with: cidata, is: false },
  ])('is $is for $what', ({ dmi, with: only, is }) => {
    const volumes = only === undefined ? [] : [only];

    expect(kubevirt.matches(platform({ dmi, volumes }))).toBe(is);
  });

  it('reads the drive of NoCloud', async () => {
    expect(await answer([cidata])).toMatchObject({
      instanceId: 'vm.ns',
      hostname: 'from-cidata',
      userdata: Buffer.from('a: b\n'),
    });
  });

  it('prefers the drive of OpenStack', async () => {
    expect(await answer([cidata, drive])).toMatchObject({
      instanceId: '5d6c',
      hostname: 'from-drive',
      sshKeys: ['ssh-rsa AAAA'],
      userdata: Buffer.from('c: d\n'),
    });
  });

  it('is refused where no drive comes', async () => {
    await expect(answer([])).rejects.toThrow('no medium is labelled config-2 or cidata');
  });
});
