import { describe, expect, it } from 'vitest';
import type { DataSource } from '../../../../src/datasources/data-source.ts';
import { kubevirt } from '../../../../src/datasources/local/kubevirt.ts';
import { nutanix } from '../../../../src/datasources/local/nutanix.ts';
import { proxmox } from '../../../../src/datasources/local/proxmox.ts';
import { access, platform, volume } from '../../../support/data-source.ts';

type Trees = Record<string, Record<string, string>>;

const cidata = volume({ device: '/dev/vdb', label: 'cidata' });
const drive = volume({ device: '/dev/vdc', label: 'config-2' });
const trees = {
  '/dev/vdb': {
    'meta-data': '{"instance-id":"vm.ns","local-hostname":"from-cidata"}',
    'user-data': 'a: b\n',
  },
  '/dev/vdc': {
    'openstack/latest/meta_data.json': '{"uuid":"5d6c","hostname":"from-drive"}',
    'openstack/latest/user_data': 'c: d\n',
  },
};

async function answer(
  source: DataSource,
  volumes: readonly (typeof drive)[],
  given: Trees = trees,
) {
  const asked = access({ platform: { volumes }, trees: given });
  return source.parse(await source.fetch(asked, ''), asked.platform);
}

const machines = {
  'KubeVirt with a drive': { dmi: { product_family: 'KubeVirt' }, volumes: [cidata] },
  'KubeVirt without one': { dmi: { product_family: 'KubeVirt' } },
  'Nutanix AHV': { dmi: { sys_vendor: 'Nutanix', product_name: 'AHV' } },
  'QEMU with a drive': { dmi: { sys_vendor: 'QEMU' }, volumes: [cidata] },
};

describe('hypervisors with a drive', () => {
  it.each([
    { machine: 'KubeVirt with a drive', found: ['kubevirt'] },
    { machine: 'KubeVirt without one', found: [] },
    { machine: 'Nutanix AHV', found: ['nutanix'] },
    { machine: 'QEMU with a drive', found: [] },
  ] as const)('are $found on $machine', ({ machine, found }) => {
    const names = [kubevirt, nutanix, proxmox]
      .filter((source) => source.matches(platform(machines[machine])))
      .map(({ name }) => name);

    expect(names).toEqual(found);
  });

  it.each([
    { source: kubevirt, volumes: [cidata], hostname: 'from-cidata', userdata: 'a: b\n' },
    { source: kubevirt, volumes: [cidata, drive], hostname: 'from-drive', userdata: 'c: d\n' },
    { source: proxmox, volumes: [cidata], hostname: 'from-cidata', userdata: 'a: b\n' },
    { source: proxmox, volumes: [drive], hostname: 'from-drive', userdata: 'c: d\n' },
    { source: nutanix, volumes: [drive], hostname: 'from-drive', userdata: 'c: d\n' },
  ])('$source.name is $hostname', async ({ source, volumes, hostname, userdata }) => {
    expect(await answer(source, volumes)).toMatchObject({
      hostname,
      userdata: Buffer.from(userdata),
    });
  });

  it('takes what Proxmox writes: a digest as id, no vendor-data, and who it is in user-data', async () => {
    const tree = {
      'user-data': '#cloud-config\nhostname: pve-1\n',
      'meta-data': 'instance-id: 58a2ed3e3a1e0a0ae5d7a4d9bd6a7f0d6c2f7b10\n',
      'vendor-data': '',
      'network-config': 'version: 1\nconfig:\n- {type: nameserver, address: [192.0.2.53]}\n',
    };

    expect(await answer(proxmox, [cidata], { '/dev/vdb': tree })).toMatchObject({
      instanceId: '58a2ed3e3a1e0a0ae5d7a4d9bd6a7f0d6c2f7b10',
      hostname: undefined,
      vendordata: undefined,
    });
  });

  it.each([kubevirt, proxmox])('$name is refused where no drive comes', async (source) => {
    await expect(answer(source, [])).rejects.toThrow('no medium is labelled config-2 or cidata');
  });
});
