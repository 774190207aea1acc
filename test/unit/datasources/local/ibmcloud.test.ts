import { describe, expect, it } from 'vitest';
import { ibmcloud } from '../../../../src/datasources/local/ibmcloud.ts';
import type { Volume } from '../../../../src/datasources/machine/platform.ts';
import { access, platform, volume } from '../../../support/data-source.ts';

const vpc = volume({ device: '/dev/vdb', label: 'cidata' });
const classic = volume({
  device: '/dev/xvdh1',
  type: 'vfat',
  label: 'config-2',
  uuid: '9796-932E',
});
const vendordata = `Content-Type: multipart/mixed; boundary="==b=="
MIME-Version: 1.0

--==b==
Content-Type: text/cloud-config; charset="us-ascii"

#cloud-config
ssh_authorized_keys:
- ssh-ed25519 AAAA ops@example
--==b==
Content-Type: text/x-shellscript

#!/bin/sh
--==b==--
`;

async function answer(only: Volume, tree: Record<string, string>) {
  const asked = access({ platform: { volumes: [only] }, trees: { [only.device]: tree } });
  return ibmcloud.parse(await ibmcloud.fetch(asked, ''), asked.platform);
}

describe('ibmcloud', () => {
  it.each([
    { what: 'on Xen with its drive', present: ['/proc/xen'], volumes: [classic], is: true },
    { what: 'not on Xen', present: [], volumes: [classic], is: false },
    { what: 'with another drive', present: ['/proc/xen'], volumes: [vpc], is: false },
  ])('is $is $what', ({ present, volumes, is }) => {
    expect(ibmcloud.matches(platform({ present, volumes }))).toBe(is);
  });

  it('has its keys in vendor-data in a VPC', async () => {
    const tree = {
      'meta-data': 'instance-id: eu-de-1_0717\nlocal-hostname: ibm-node-1\n',
      'vendor-data': vendordata,
    };

    expect(await answer(vpc, tree)).toMatchObject({
      instanceId: 'eu-de-1_0717',
      hostname: 'ibm-node-1',
      sshKeys: ['ssh-ed25519 AAAA ops@example'],
      userdata: undefined,
      vendordata: Buffer.from(vendordata),
    });
  });

  it.each([
    { what: 'no vendor-data', text: '' },
    { what: 'vendor-data without keys', text: '#cloud-config\nssh_authorized_keys: [x]\n' },
    {
      what: 'a part without keys',
      text: vendordata.replace('ssh_authorized_keys:\n- ', 'hostname: '),
    },
  ])('may have $what', async ({ text }) => {
    const tree = { 'meta-data': 'instance-id: a\n', 'vendor-data': text };

    expect((await answer(vpc, tree)).sshKeys).toEqual([]);
  });

  it('reads the classic drive', async () => {
    const tree = {
      'openstack/latest/meta_data.json':
        '{"uuid":"u","hostname":"classic-1","public_keys":{"1":"ssh-rsa AAAA"}}',
      'openstack/latest/vendor_data.json': '{"cloud-init":"#!/bin/bash\\n"}',
    };

    expect(await answer(classic, tree)).toMatchObject({
      hostname: 'classic-1',
      sshKeys: ['ssh-rsa AAAA'],
      vendordata: Buffer.from('#!/bin/bash\n'),
    });
  });
});
