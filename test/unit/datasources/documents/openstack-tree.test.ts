import { describe, expect, it } from 'vitest';
import {
  networkConfigPath,
  newestVersion,
  parseOpenstack,
} from '../../../../src/datasources/documents/openstack-tree.ts';
import { complaints } from '../../../support/network.ts';

const keys = ['ssh-ed25519 AAAA1 ops@example', 'ssh-ed25519 AAAA2 dev@example'];
const meta = {
  uuid: '0f0e0d0c-1111-4222-8333-444455556666',
  name: 'os-node-1',
  hostname: 'os-node-1.novalocal',
  availability_zone: 'nova',
  launch_index: 0,
  project_id: 'abc',
  public_keys: { ops: `${keys[0]}\n` },
  keys: [{ name: 'ops', type: 'ssh', data: `${keys[0]}\n` }],
  meta: { role: 'worker' },
  random_seed: 'no base64!',
  devices: [],
  files: [{ path: '/etc/a', content_path: '/../../etc/shadow' }],
};
const network = {
  links: [{ id: 'tap1', type: 'ovs', ethernet_mac_address: 'FA:16:3E:00:11:22', mtu: null }],
  networks: [
    {
      ...{ id: 'n0', link: 'tap1', type: 'ipv4', ip_address: '192.0.2.5' },
      netmask: '255.255.255.0',
      routes: [{ network: '0.0.0.0', netmask: '0.0.0.0', gateway: '192.0.2.1' }],
    },
  ],
  services: [{ type: 'dns', address: '192.0.2.53' }],
};

/** Texts as they are, everything else as JSON. */
function parsed(documents: Readonly<Record<string, unknown>>) {
  const all = { 'meta_data.json': meta, ...documents };
  return parseOpenstack(
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => [
        name,
        Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
      ]),
    ),
  );
}

describe('what OpenStack says', () => {
  it('is who the machine is, and what it is for', () => {
    const data = parsed({
      user_data: 'hostname: mine\n',
      'network_data.json': network,
      'vendor_data.json': { 'cloud-init': '#cloud-config\n', other: {} },
    });

    expect(data).toEqual({
      instanceId: meta.uuid,
      hostname: 'os-node-1.novalocal',
      sshKeys: [keys[0]],
      userdata: Buffer.from('hostname: mine\n'),
      vendordata: Buffer.from('#cloud-config\n'),
      interfaces: [
        {
          ...{ mac: 'fa:16:3e:00:11:22', addresses: ['192.0.2.5/24'] },
          ...{ gateway: ['192.0.2.1'], nameservers: ['192.0.2.53'] },
        },
      ],
      facts: {
        availability_zone: 'nova',
        instance_id: meta.uuid,
      },
      notices: [],
    });
    expect(complaints(data.interfaces)).toEqual([]);
  });

  it.each([
    { what: 'a name alone', change: { hostname: undefined }, gives: { hostname: 'os-node-1' } },
    { what: 'no keys', change: { public_keys: null, keys: null }, gives: { sshKeys: [] } },
    {
      what: 'several keys in one',
      change: { public_keys: { all: keys.join('\n') } },
      gives: { sshKeys: keys },
    },
    {
      what: 'keys of another kind',
      change: {
        public_keys: {},
        keys: [
          { type: 'x509', data: 'MIID' },
          { type: 'ssh', data: keys[1] },
        ],
      },
      gives: { sshKeys: [keys[1]] },
    },
  ])('may be $what', ({ change, gives }) => {
    expect(parsed({ 'meta_data.json': { ...meta, ...change } })).toMatchObject(gives);
  });

  it.each([
    { given: {}, is: undefined },
    { given: [], is: undefined },
    { given: '', is: undefined },
    { given: null, is: undefined },
    { given: '"#cloud-config\\n"', is: '#cloud-config\n' },
    { given: ['#cloud-config\n'], is: '#cloud-config\n' },
    { given: { 'cloud-init': '' }, is: undefined },
    { given: { 'cloud-init': ['#cloud-config\n'] }, is: '#cloud-config\n' },
    { given: { static: { a: 'b' } }, is: undefined },
  ])('has the vendor-data $is in $given', ({ given, is }) => {
    const { vendordata, notices } = parsed({ 'vendor_data.json': given });

    expect(vendordata?.toString()).toBe(is);
    expect(notices).toEqual([]);
  });

  it('has vendor-data in the second document where the first has none', () => {
    const data = parsed({
      'vendor_data.json': {},
      'vendor_data2.json': { 'cloud-init': '#cloud-config\n' },
    });

    expect(data.vendordata?.toString()).toBe('#cloud-config\n');
  });

  it.each([
    { name: 'vendor_data.json', given: '{"cloud-', says: 'is no JSON, or not all of it came' },
    { name: 'network_data.json', given: '{"links', says: 'is no JSON, or not all of it came' },
    { name: 'network_data.json', given: '<html>', says: 'is a web page' },
    { name: 'vendor_data.json', given: { 'cloud-init': { a: 'b' } }, says: 'is no text' },
    { name: 'vendor_data.json', given: ['a', 'b'], says: 'is no text' },
  ])('is told, and not more, where $name is $given', ({ name, given, says }) => {
    const data = parsed({ [name]: given });

    expect(data).toMatchObject({ hostname: meta.hostname, interfaces: [] });
    expect(data.vendordata).toBeUndefined();
    expect(data.notices).toEqual([expect.stringMatching(new RegExp(`^${name}.*${says}`))]);
  });

  it('is no user-data where that is empty', () => {
    expect(parsed({ user_data: '' }).userdata).toBeUndefined();
  });

  const eni = 'auto eth0\niface eth0 inet static\n  address 192.0.2.5\n  netmask 255.255.255.0\n';

  it.each([
    { what: 'alone', more: {}, gives: [{ name: 'eth0', addresses: ['192.0.2.5/24'] }] },
    { what: 'beside the new kind', more: { 'network_data.json': {} }, gives: [] },
  ])('may have a network of the old kind $what', ({ more, gives }) => {
    expect(parsed({ network_config: eni, ...more }).interfaces).toEqual(gives);
  });

  it.each([
    {
      what: 'cut',
      given: '{"uuid": "0f',
      says: 'meta_data.json is no JSON, or not all of it came',
    },
    { what: 'empty', given: '', says: 'meta_data.json is absent or empty' },
    { what: 'a web page', given: '<!doctype html>', says: 'meta_data.json is a web page' },
    { what: 'of something else', given: '{"error": 1}', says: 'meta_data.json: uuid is missing' },
  ])('is refused where meta_data.json is $what', ({ given, says }) => {
    expect(() => parsed({ 'meta_data.json': given })).toThrow(says);
  });
});

describe('newestVersion', () => {
  it.each([
    { listing: ['2012-08-10', '2018-08-27', '2017-02-22', 'latest'], is: '2018-08-27' },
    { listing: ['2012-08-10/', '2013-10-17/', 'latest/'], is: '2013-10-17' },
    { listing: ['2031-01-01', '2016-06-30 ', 'latest'], is: '2016-06-30' },
    { listing: ['latest'], is: 'latest' },
    { listing: [], is: 'latest' },
  ])('is $is of $listing', ({ listing, is }) => {
    expect(newestVersion(listing)).toBe(is);
  });
});

describe('networkConfigPath', () => {
  it.each([
    { path: '/content/0000', is: 'content/0000' },
    { path: 'content/0001', is: 'content/0001' },
    { path: '/content/../../etc/shadow', is: undefined },
    { path: '/../../etc/shadow', is: undefined },
    { path: '', is: undefined },
  ])('is $is of "$path"', ({ path, is }) => {
    const document = JSON.stringify({ ...meta, network_config: { content_path: path } });

    expect(networkConfigPath({ 'meta_data.json': Buffer.from(document) })).toBe(is);
  });

  it('is none where meta_data.json has none', () => {
    const document = Buffer.from(JSON.stringify(meta));

    expect(networkConfigPath({ 'meta_data.json': document })).toBeUndefined();
  });
});
