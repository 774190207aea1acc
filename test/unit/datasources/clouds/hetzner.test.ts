import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hetzner } from '../../../../src/datasources/clouds/hetzner.ts';
import { access, platform } from '../../../support/data-source.ts';
import type { Routes } from '../../../support/metadata-server.ts';
import { complaints } from '../../../support/network.ts';

const base = 'http://169.254.169.254/hetzner/v1';
const metadata = `availability-zone: fsn1-dc14
hostname: hz-node-1
instance-id: 41234567
local-ipv4: ''
public-ipv4: 192.0.2.30
region: eu-central
public-keys:
- "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl \\
  ops@example"
vendor_data: "#cloud-config\\n"
`;
const userdata = 'hostname: mine\n';

async function answer(web: Routes) {
  return hetzner.parse(await hetzner.fetch(access({ web }), ''), platform());
}

describe('hetzner', () => {
  it.each([
    { vendor: 'Hetzner', is: true },
    { vendor: 'Hetzner Online', is: false },
    { vendor: '', is: false },
  ])('is $is where the vendor is "$vendor"', ({ vendor, is }) => {
    expect(hetzner.matches(platform({ dmi: { sys_vendor: vendor } }))).toBe(is);
  });

  it('is asked wherever it is reached', async () => {
    const there = 'http://[fe80::a9fe:a9fe%eth0]/hetzner/v1';
    const web = { [`GET ${there}/metadata`]: metadata, [`GET ${there}/userdata`]: userdata };
    const host = '[fe80::a9fe:a9fe%eth0]';

    const documents = await hetzner.fetch({ ...access({ web }), host }, '');

    expect(hetzner.parse(documents, platform())).toMatchObject({
      ...{ instanceId: '41234567', userdata: Buffer.from(userdata) },
    });
  });

  it('says who the machine is', async () => {
    const web = { [`GET ${base}/metadata`]: metadata, [`GET ${base}/userdata`]: userdata };

    expect(await answer(web)).toEqual({
      instanceId: '41234567',
      hostname: 'hz-node-1',
      sshKeys: [
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ops@example',
      ],
      userdata: Buffer.from(userdata),
      vendordata: Buffer.from('#cloud-config\n'),
      interfaces: [],
      notices: [],
      facts: { public_ipv4: '192.0.2.30', local_ipv4: '', instance_id: '41234567' },
    });
  });

  it.each([
    { what: '204', reply: { status: 204 }, given: undefined },
    { what: '404', reply: { status: 404 }, given: undefined },
    { what: 'base64', reply: Buffer.from(userdata).toString('base64'), given: userdata },
    { what: 'text that could be base64', reply: 'abcd', given: 'abcd' },
  ])('takes user-data that is $what', async ({ reply, given }) => {
    const web = { [`GET ${base}/metadata`]: metadata, [`GET ${base}/userdata`]: reply };

    expect((await answer(web)).userdata?.toString()).toBe(given);
  });

  it('leaves what is packed to whoever reads it', async () => {
    const packed = gzipSync(userdata);
    const web = {
      [`GET ${base}/metadata`]: metadata,
      [`GET ${base}/userdata`]: packed.toString('base64'),
    };

    expect((await answer(web)).userdata).toEqual(packed);
  });

  it('waits for a service that is not ready', async () => {
    const busy = { status: 503 };
    const web = { [`GET ${base}/metadata`]: [busy, busy, busy, metadata] };

    expect((await answer(web)).hostname).toBe('hz-node-1');
  });

  const network = `network-config:
  version: 1
  config:
  - mac_address: 96:00:00:AA:BB:CC
    name: eth0
    type: physical
    subnets:
    - {type: dhcp, ipv4: true, dns_nameservers: [192.0.2.53]}
    - {type: static, ipv6: true, address: "2001:db8:1::1/64", gateway: "fe80::1"}
`;

  const both = {
    ...{ mac: '96:00:00:aa:bb:cc', addresses: ['2001:db8:1::1/64'], gateway: ['fe80::1'] },
    ...{ dhcp4: true, nameservers: ['192.0.2.53'] },
  };
  const withoutDhcp = network.replace(/.*type: dhcp.*\n/, '');

  it.each([
    { what: 'an IPv6 address beside DHCP', address: '192.0.2.30', text: network, gives: [both] },
    { what: 'an IPv6 address', address: "''", text: network, gives: [both] },
    {
      what: 'DHCP even where only IPv6 is described',
      ...{ address: '192.0.2.30', text: withoutDhcp },
      gives: [{ ...both, nameservers: undefined }],
    },
    {
      what: 'no DHCP where there is no public IPv4 address, and none is described',
      ...{ address: "''", text: withoutDhcp },
      gives: [{ ...both, dhcp4: undefined, nameservers: undefined }],
    },
    {
      what: 'nothing but DHCP where only that is described',
      ...{ address: '192.0.2.30', text: network.replace(/.*type: static.*\n/, '') },
      gives: [],
    },
    { what: 'nothing but DHCP without a word', address: '192.0.2.30', text: '', gives: [] },
  ])('has $what', async ({ address, text: described, gives }) => {
    const text = metadata.replace('192.0.2.30', address) + described;
    const { interfaces } = await answer({ [`GET ${base}/metadata`]: text });

    expect(interfaces).toEqual(gives);
    expect(complaints(interfaces ?? [])).toEqual([]);
  });

  it.each([
    { what: 'is not there', reply: { status: 404 }, says: `${base}/metadata answered 404` },
    { what: 'is a login page', reply: '<html><body>Welcome', says: 'metadata is a web page' },
    { what: 'has no id', reply: 'hostname: a', says: 'metadata: instance-id is missing' },
    { what: 'is cut', reply: 'hostname: "hz', says: 'metadata is no valid YAML' },
    {
      what: 'leads elsewhere',
      reply: { status: 302, headers: { location: 'http://192.0.2.1/?a=b' } },
      says: 'is redirected to http://192.0.2.1/, which',
    },
  ])('is refused where the metadata $what', async ({ reply, says }) => {
    await expect(answer({ [`GET ${base}/metadata`]: reply })).rejects.toThrow(says);
  });
});
