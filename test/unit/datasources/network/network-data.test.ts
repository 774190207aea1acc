import { describe, expect, it } from 'vitest';
import { networkData } from '../../../../src/datasources/network/network-data.ts';
import { complaints } from '../../../support/network.ts';

const card = {
  id: 'tap1a2b',
  type: 'ovs',
  ethernet_mac_address: 'FA:16:3E:00:11:22',
  mtu: 1450,
  vif_id: '0f0e',
};
const mac = 'fa:16:3e:00:11:22';
const ipv4 = {
  id: 'network0',
  link: 'tap1a2b',
  type: 'ipv4',
  ip_address: '192.0.2.5',
  netmask: '255.255.255.0',
  routes: [
    { network: '0.0.0.0', netmask: '0.0.0.0', gateway: '192.0.2.1' },
    { network: '169.254.169.254', netmask: '255.255.255.255', gateway: '192.0.2.2' },
  ],
  network_id: 'abc',
};
const ipv6 = {
  id: 'network1',
  link: 'tap1a2b',
  type: 'ipv6',
  ip_address: '2001:DB8::5',
  netmask: 'ffff:ffff:ffff:ffff::',
  routes: [{ network: '::', netmask: '::', gateway: '2001:db8::1' }],
  services: [{ type: 'dns', address: '2001:db8::53' }],
};
const services = [{ type: 'dns', address: '192.0.2.53' }];
const fixed = { mac, addresses: ['192.0.2.5/24'], gateway: ['192.0.2.1'], mtu: 1450 };

describe('network_data.json', () => {
  it('has static addresses of both families, and name servers at three levels', () => {
    const withDns = { ...ipv4.routes[0], services: [{ type: 'dns', address: '192.0.2.54' }] };
    const { interfaces, notices } = networkData({
      links: [card],
      networks: [{ ...ipv4, routes: [withDns] }, ipv6],
      services,
    });

    expect(interfaces).toEqual([
      {
        mac,
        addresses: ['192.0.2.5/24', '2001:db8::5/64'],
        gateway: ['192.0.2.1', '2001:db8::1'],
        nameservers: ['2001:db8::53', '192.0.2.54', '192.0.2.53'],
        mtu: 1450,
      },
    ]);
    expect(notices).toEqual([]);
    expect(complaints(interfaces)).toEqual([]);
  });

  it.each([
    { what: 'nothing', document: {} },
    { what: 'links alone', document: { links: [card] } },
    { what: 'no links', document: { links: null, networks: null, services: null } },
    {
      what: 'DHCP',
      document: { links: [card], networks: [{ ...ipv4, type: 'ipv4_dhcp' }], services },
    },
    {
      what: 'advertisements',
      document: { links: [card], networks: [{ ...ipv6, type: 'ipv6_slaac', routes: [] }] },
    },
  ])('leaves all to DHCP where it has $what', ({ document }) => {
    expect(networkData(document)).toEqual({ interfaces: [], notices: [] });
  });

  it.each([{ document: [] }, { document: 'none' }])('is refused as $document', ({ document }) => {
    expect(() => networkData(document)).toThrow('network_data.json');
  });

  it.each([
    ...['vif', 'bridge', 'tap', 'phy', 'vhostuser', 'dvs', 'hw_veb', 'hyperv', 'bgpovs'],
    ...['cascading', null, undefined, 'something new'],
  ])('takes a link of the type %s for a card', (type) => {
    const document = { links: [{ ...card, type }], networks: [ipv4] };

    expect(networkData(document)).toEqual({ interfaces: [fixed], notices: [] });
  });

  it.each([
    { what: 'no MTU', link: { mtu: null }, gives: { mtu: undefined } },
    { what: 'an MTU as text', link: { mtu: '1450' }, gives: {} },
    { what: 'its length as mask', network: { netmask: '24' }, gives: {} },
    { what: 'its length in the address', network: { ip_address: '192.0.2.5/24' }, gives: {} },
    { what: 'a gateway without routes', network: { routes: [], gateway: '192.0.2.1' }, gives: {} },
    { what: 'no routes', network: { routes: null }, gives: { gateway: undefined } },
  ])('takes a network with $what', ({ link, network, gives }) => {
    const { interfaces, notices } = networkData({
      links: [{ ...card, ...link }],
      networks: [{ ...ipv4, ...network }],
    });

    expect(interfaces).toEqual([{ ...fixed, ...gives }]);
    expect(notices).toEqual([]);
  });

  const vlan = {
    id: 'vlan0',
    type: 'vlan',
    vlan_id: 101,
    vlan_link: 'tap1a2b',
    vlan_mac_address: 'FA:16:3E:00:11:22',
  };

  it('has a VLAN on a card', () => {
    const { interfaces, notices } = networkData({
      links: [card, vlan],
      networks: [{ ...ipv4, link: 'vlan0' }],
    });

    expect(interfaces).toEqual([
      { mac, mtu: 1450, dhcp4: false, dhcp6: false },
      { mac, vlan: 101, addresses: ['192.0.2.5/24'], gateway: ['192.0.2.1'] },
    ]);
    expect(notices).toEqual([]);
    expect(complaints(interfaces)).toEqual([]);
  });

  it.each([
    {
      what: 'a bond and its VLAN',
      links: [
        { id: 'bond0', type: 'bond', bond_links: ['eth0'], bond_mode: 4, bond_miimon: '100' },
        { ...vlan, vlan_link: 'bond0' },
      ],
      told: [
        'bond0 is left out: k3os.interfaces has nothing for a bond',
        'vlan0 is left out: the link that carries the VLAN is left out, too',
      ],
    },
    {
      what: 'a link without MAC address',
      links: [{ id: 'tap2', type: 'ovs' }],
      told: ['tap2 is left out: it has no MAC address, and no name that a link can have'],
    },
  ])('tells of $what, and keeps the rest', ({ links, told }) => {
    expect(networkData({ links: [card, ...links], networks: [ipv4] })).toEqual({
      interfaces: [fixed],
      notices: told.map((notice) => `network_data.json: ${notice}`),
    });
  });

  it('tells of a VLAN that should have a MAC address of its own', () => {
    const own = { ...vlan, vlan_mac_address: 'fa:16:3e:00:11:23' };

    expect(networkData({ links: [card, own], networks: [ipv4] }).notices).toEqual([
      'network_data.json: vlan0 keeps the MAC address of its card: k3os.interfaces gives none to a VLAN',
    ]);
  });
});
