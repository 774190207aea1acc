import { describe, expect, it } from 'vitest';
import { configDrive } from '../../../../src/datasources/local/configdrive.ts';
import type { Volume } from '../../../../src/datasources/machine/platform.ts';
import { access, platform, volume } from '../../../support/data-source.ts';

type Trees = Record<string, Record<string, string>>;

const metadata = JSON.stringify({
  uuid: '0f0e0d0c-1111-4222-8333-444455556666',
  hostname: 'os-node-1.novalocal',
  public_keys: { ops: 'ssh-ed25519 AAAA ops@example\n' },
});
const drive = volume({ device: '/dev/vdb', type: 'vfat', label: 'config-2' });

function folder(version: string, files: Record<string, string>) {
  const named = Object.entries(files).map(([name, text]) => [`openstack/${version}/${name}`, text]);
  return Object.fromEntries(named);
}

async function answer(trees: Trees, volumes: readonly Volume[] = [drive]) {
  const asked = access({ platform: { volumes }, trees });
  return configDrive.parse(await configDrive.fetch(asked, ''), asked.platform);
}

describe('configdrive', () => {
  it.each([
    { label: 'config-2', type: 'vfat', uuid: '1234-ABCD', is: true },
    { label: 'CONFIG-2', type: 'iso9660', uuid: '', is: true },
    { label: 'config-2', type: 'ext4', uuid: '', is: false },
    { label: 'config-2', type: 'vfat', uuid: '9796-932e', is: false },
    { label: 'cidata', type: 'iso9660', uuid: '', is: false },
  ])('is $is for $label on $type with id "$uuid"', ({ is, ...given }) => {
    expect(configDrive.matches(platform({ volumes: [{ ...drive, ...given }] }))).toBe(is);
  });

  it('says who the machine is', async () => {
    const tree = folder('latest', {
      'meta_data.json': metadata,
      user_data: 'hostname: a\n',
      'vendor_data.json': '{"cloud-init":"#cloud-config\\n"}',
    });

    expect(await answer({ '/dev/vdb': tree })).toMatchObject({
      instanceId: '0f0e0d0c-1111-4222-8333-444455556666',
      hostname: 'os-node-1.novalocal',
      sshKeys: ['ssh-ed25519 AAAA ops@example'],
      userdata: Buffer.from('hostname: a\n'),
      vendordata: Buffer.from('#cloud-config\n'),
    });
  });

  it.each([
    { what: 'an old folder', tree: folder('2013-10-17', { 'meta_data.json': metadata }) },
    {
      what: 'an empty file vendor_data.json',
      tree: folder('latest', { 'meta_data.json': metadata, 'vendor_data.json': '' }),
    },
    {
      what: 'an old folder besides the latest, which counts',
      tree: {
        ...folder('2012-08-10', { 'meta_data.json': '{"uuid":"old"}', user_data: 'old' }),
        ...folder('latest', { 'meta_data.json': metadata }),
      },
    },
  ])('may have $what', async ({ tree }) => {
    expect(await answer({ '/dev/vdb': tree })).toMatchObject({
      hostname: 'os-node-1.novalocal',
      userdata: undefined,
      vendordata: undefined,
    });
  });

  it('has the network of Proxmox in a file of its own', async () => {
    const named = { ...JSON.parse(metadata), network_config: { content_path: '/content/0000' } };
    const tree = {
      ...folder('latest', { 'meta_data.json': JSON.stringify(named) }),
      'openstack/content/0000':
        'auto eth0\niface eth0 inet static\n address 192.0.2.7\n netmask 255.255.255.0\n',
    };

    expect((await answer({ '/dev/vdb': tree })).interfaces).toMatchObject([
      { name: 'eth0', addresses: ['192.0.2.7/24'] },
    ]);
  });

  it.each([
    { what: 'has nothing', tree: {}, says: 'no medium labelled config-2 has' },
    {
      what: "has EC2's tree only",
      tree: { 'ec2/latest/meta-data.json': '{}' },
      says: 'no medium labelled config-2 has',
    },
    {
      what: 'is cut',
      tree: folder('latest', { 'meta_data.json': '{"uuid":' }),
      says: 'meta_data.json is no JSON',
    },
  ])('is refused where it $what', async ({ tree, says }) => {
    await expect(answer({ '/dev/vdb': tree })).rejects.toThrow(says);
  });

  it('is refused where there is none', async () => {
    await expect(answer({}, [])).rejects.toThrow('no medium labelled config-2');
  });

  it('is waited for where it comes late', async () => {
    const trees = { '/dev/vdb': folder('latest', { 'meta_data.json': metadata }) };
    const asked = access({ late: [drive], lateMs: 10_000, trees });

    expect((await configDrive.fetch(asked, ''))['meta_data.json']).toBeDefined();
    await expect(answer(trees, [])).rejects.toThrow('no medium labelled config-2');
  });

  it('is the last of two', async () => {
    const tree = (hostname: string) =>
      folder('latest', { 'meta_data.json': JSON.stringify({ uuid: 'u', hostname }) });
    const trees = { '/dev/vdb': tree('b'), '/dev/vdc': tree('c') };

    expect((await answer(trees, [drive, { ...drive, device: '/dev/vdc' }])).hostname).toBe('c');
  });
});
