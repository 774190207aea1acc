import { describe, expect, it } from 'vitest';
import { yamlOf } from '../../../../src/datasources/documents/documents.ts';
import type { Network } from '../../../../src/datasources/network/link-draft.ts';
import { networkConfig } from '../../../../src/datasources/network/network-config.ts';
import { complaints } from '../../../support/network.ts';

const links = [
  { name: 'eth0', mac: '52:54:00:00:00:01', driver: 'virtio_net' },
  { name: 'eth1', mac: '52:54:00:00:00:02', driver: 'e1000' },
];

function networkOf(text: string): Network {
  return networkConfig(yamlOf({ it: Buffer.from(text) }, 'it'), links);
}

const proxmox = `version: 1
config:
    - type: physical
      name: eth0
      mac_address: 'BC:24:11:00:00:01'
      subnets:
      - type: static
        address: '192.0.2.5'
        netmask: '255.255.255.0'
        gateway: '192.0.2.1'
      - type: static6
        address: '2001:db8::5/64'
        gateway: '2001:db8::1'
    - type: physical
      name: eth1
      mac_address: 'bc:24:11:00:00:02'
      subnets:
      - type: dhcp4
    - type: nameserver
      address:
      - '192.0.2.53'
      search:
      - 'example.org'
`;
const netplan = `version: 2
renderer: networkd
ethernets:
  id0:
    match: {macaddress: "BC:24:11:00:00:01"}
    set-name: lan
    addresses: [192.0.2.5/24, "2001:db8::5/64": {lifetime: 0}]
    gateway4: 192.0.2.1
    gateway6: 2001:db8::1
    nameservers: {addresses: [192.0.2.53], search: [example.org]}
    dhcp4: no
`;
const both = {
  mac: 'bc:24:11:00:00:01',
  addresses: ['192.0.2.5/24', '2001:db8::5/64'],
  gateway: ['192.0.2.1', '2001:db8::1'],
  nameservers: ['192.0.2.53'],
  search_domains: ['example.org'],
};
const indented = (text: string) => `network:\n${text.replace(/^/gm, '  ')}`;
const v1 = (...items: string[]) => `version: 1\nconfig: [${items.join(', ')}]`;
const physical = (name: string, ...subnets: string[]) =>
  `{type: physical, name: ${name}, subnets: [${subnets.join(', ')}]}`;

describe('network-config', () => {
  it.each([
    { what: 'version 1', text: proxmox },
    { what: 'version 1 below a key', text: indented(proxmox) },
    { what: 'version 2', text: netplan },
    { what: 'version 2 below a key', text: indented(netplan) },
  ])('has addresses of both families in $what', ({ text }) => {
    const { interfaces, notices } = networkOf(text);

    expect(interfaces).toEqual([both]);
    expect(notices).toEqual([]);
    expect(complaints(interfaces)).toEqual([]);
  });

  it.each([
    { what: 'says nothing', text: '' },
    { what: 'is switched off', text: 'network: {config: disabled}' },
    { what: 'is switched off without the key', text: 'config: disabled' },
    { what: 'wants DHCP in version 1', text: v1(physical('eth0', '{type: dhcp}')) },
    { what: 'wants DHCP and MTU', text: 'version: 2\nethernets: {eth0: {dhcp4: true, mtu: 1400}}' },
    {
      what: 'wants all cards to have DHCP',
      text: 'version: 2\nethernets: {a: {match: {name: "e*"}, dhcp4: yes}}',
    },
    { what: 'has no links', text: 'version: 2' },
    { what: 'has links of another kind', text: 'version: 2\nethernets: [eth0]' },
  ])('leaves all to DHCP where it $what', ({ text }) => {
    expect(networkOf(text)).toEqual({ interfaces: [], notices: [] });
  });

  it.each(['version: 3', 'nonsense', '[]', 'ethernets: {}'])('is refused as %s', (text) => {
    expect(() => networkOf(text)).toThrow('network-config must have version 1 or 2');
  });

  it.each([
    {
      what: 'IPv4 by DHCP beside a static IPv6 address',
      text: v1(
        physical(
          'eth0',
          '{type: dhcp, ipv4: true, dns_nameservers: [192.0.2.53]}',
          '{type: static, ipv6: true, address: "2001:db8::1/64", gateway: "fe80::1"}',
        ),
      ),
      gives: [
        {
          ...{ name: 'eth0', addresses: ['2001:db8::1/64'], dhcp4: true },
          ...{ gateway: ['fe80::1'], nameservers: ['192.0.2.53'] },
        },
      ],
    },
    {
      what: 'router advertisements beside a static IPv4 address',
      text: v1(physical('eth0', '{type: static, address: 192.0.2.5/24}', '{type: ipv6_slaac}')),
      gives: [{ name: 'eth0', addresses: ['192.0.2.5/24'], dhcp6: true }],
    },
    {
      what: 'name servers as one text',
      text: v1(
        physical(
          'eth0',
          '{type: static, address: 192.0.2.5/24, dns_nameservers: 192.0.2.53 192.0.2.54}',
        ),
      ),
      gives: [
        { name: 'eth0', addresses: ['192.0.2.5/24'], nameservers: ['192.0.2.53', '192.0.2.54'] },
      ],
    },
    {
      what: 'a default route in one subnet',
      text: v1(
        physical(
          'eth0',
          '{type: static, address: 192.0.2.5/24, routes: [{network: 0.0.0.0, netmask: 0.0.0.0, gateway: 192.0.2.1, metric: 50}]}',
        ),
      ),
      gives: [{ name: 'eth0', addresses: ['192.0.2.5/24'], gateway: ['192.0.2.1'], metric: 50 }],
    },
    {
      what: 'a default route of the machine',
      text: v1(
        physical('eth0', '{type: static, address: 198.51.100.5/24}'),
        physical('eth1', '{type: static, address: 192.0.2.5/24}'),
        '{type: route, destination: 0.0.0.0/0, gateway: 192.0.2.1}',
        '{type: nameserver, address: 192.0.2.53}',
      ),
      gives: [
        { name: 'eth0', addresses: ['198.51.100.5/24'] },
        {
          ...{ name: 'eth1', addresses: ['192.0.2.5/24'], gateway: ['192.0.2.1'] },
          nameservers: ['192.0.2.53'],
        },
      ],
    },
    {
      what: 'a VLAN on a card that is told by its MAC address',
      text: v1(
        '{type: physical, name: eth0, mac_address: "52:54:00:00:00:01"}',
        '{type: vlan, name: eth0.10, vlan_link: eth0, vlan_id: 10, mtu: 1400, subnets: [{type: dhcp4}]}',
      ),
      gives: [{ name: 'eth0.10', parent: '52:54:00:00:00:01', vlan: 10, mtu: 1400 }],
    },
    {
      what: 'a VLAN without addresses',
      text: v1(
        physical('eth0'),
        '{type: vlan, name: a-name-that-is-too-long, vlan_link: eth0, vlan_id: 10}',
      ),
      gives: [{ name: 'eth0', vlan: 10, dhcp4: false, dhcp6: false }],
    },
    {
      what: 'two ways to everywhere',
      text: v1(
        physical('eth0', '{type: static, address: 192.0.2.5/24, gateway: 192.0.2.1}'),
        physical('eth1', '{type: static, address: 198.51.100.5/24, gateway: 198.51.100.1}'),
      ),
      gives: [
        { name: 'eth0', addresses: ['192.0.2.5/24'], gateway: ['192.0.2.1'] },
        {
          ...{ name: 'eth1', addresses: ['198.51.100.5/24'], gateway: ['198.51.100.1'] },
          metric: 1100,
        },
      ],
    },
    {
      what: 'a single address, whose gateway is outside',
      text: v1(physical('eth0', '{type: static, address: 192.0.2.5/32, gateway: 172.31.1.1}')),
      gives: [{ name: 'eth0', addresses: ['192.0.2.5/32'], gateway: ['172.31.1.1'] }],
    },
    {
      what: 'a netplan route with a metric',
      text: 'version: 2\nethernets: {eth0: {addresses: [192.0.2.5/24], routes: [{to: default, via: 192.0.2.1, metric: 70}, {to: 169.254.169.254/32, via: 192.0.2.2}], accept-ra: true}}',
      gives: [
        {
          ...{ name: 'eth0', addresses: ['192.0.2.5/24'], gateway: ['192.0.2.1'] },
          ...{ metric: 70, dhcp6: true },
        },
      ],
    },
    {
      what: 'a card that is told by a pattern, and one by its driver',
      text: 'version: 2\nethernets: {a: {match: {name: "eth[0-9]"}, addresses: [192.0.2.5/24]}, b: {match: {driver: "e1*"}, addresses: [192.0.2.6/24]}}',
      gives: [
        { mac: '52:54:00:00:00:01', addresses: ['192.0.2.5/24'] },
        { mac: '52:54:00:00:00:02', addresses: ['192.0.2.6/24'] },
      ],
    },
    {
      what: 'a netplan VLAN',
      text: 'version: 2\nethernets: {lan: {match: {macaddress: "52:54:00:00:00:01"}}}\nvlans: {guests: {id: 20, link: lan, addresses: [192.0.2.5/24]}}',
      gives: [
        { name: 'guests', parent: '52:54:00:00:00:01', vlan: 20, addresses: ['192.0.2.5/24'] },
      ],
    },
  ])('makes of $what what a configuration takes', ({ text, gives }) => {
    const { interfaces, notices } = networkOf(text);

    expect(interfaces).toEqual(gives);
    expect(notices).toEqual([]);
    expect(complaints(interfaces)).toEqual([]);
  });

  const fixed = '{type: static, address: 192.0.2.5/24}';

  it.each([
    {
      what: 'a bond and what is on it',
      text: v1(
        physical('eth0', fixed),
        '{type: bond, name: bond0, bond_interfaces: [eth1, eth2]}',
        '{type: vlan, name: bond0.5, vlan_link: bond0, vlan_id: 5}',
      ),
      told: [
        'bond0 is left out: k3os.interfaces has nothing for a bond',
        'bond0.5 is left out: the link that carries the VLAN is left out, too',
      ],
    },
    {
      what: 'a bridge of netplan',
      text: 'version: 2\nethernets: {eth0: {addresses: [192.0.2.5/24]}}\nbridges: {br0: {interfaces: [eth0]}}',
      told: ['br0 is left out: k3os.interfaces has nothing for a bridge'],
    },
    {
      what: 'a card that is not there',
      text: 'version: 2\nethernets: {eth0: {addresses: [192.0.2.5/24]}, b: {match: {name: "wl*"}, addresses: [192.0.2.6/24]}}',
      told: ['b is left out: no card of this machine matches'],
    },
    {
      what: 'a route that leads elsewhere',
      text: v1(
        physical(
          'eth0',
          fixed.replace(
            '}',
            ', routes: [{network: 10.0.0.0, netmask: 255.0.0.0, gateway: 192.0.2.9}]}',
          ),
        ),
      ),
      told: ['eth0: the route to 10.0.0.0 is left out: k3os.interfaces knows default routes only'],
    },
    {
      what: 'an address that is none',
      text: v1(
        physical('eth0', fixed, '{type: static, address: 192.0.2.300, netmask: 255.255.255.0}'),
      ),
      told: [
        'eth0: address 192.0.2.300 is left out: it must be an address with the length of its network, such as 10.0.0.5/24',
      ],
    },
    {
      what: 'a gateway that cannot be reached',
      text: v1(physical('eth0', fixed.replace('}', ', gateway: 198.51.100.1}'))),
      told: [
        'eth0: gateway 198.51.100.1: is outside 192.0.2.5/24: a gateway is in the network of an address here',
      ],
    },
    {
      what: 'a card that has been described already',
      text: v1(physical('eth0', fixed), physical('eth0', '{type: static, address: 192.0.2.6/24}')),
      told: ['eth0: is the link of k3os.interfaces[0] again'],
    },
    {
      what: 'a VLAN whose number is none, and one that nothing carries',
      text: v1(
        physical('eth0', fixed),
        '{type: vlan, name: v, vlan_link: eth0, vlan_id: 5000}',
        '{type: vlan, name: w, vlan_link: eth7, vlan_id: 5}',
      ),
      told: [
        'v is left out: it has no number of a VLAN',
        'w is left out: the link that carries the VLAN is left out, too',
      ],
    },
    {
      what: 'name server and packet size that are none',
      text: v1(
        `{type: physical, name: eth0, mtu: huge, subnets: [${fixed}]}`,
        '{type: nameserver, address: dns.example.org}',
      ),
      told: [
        'eth0: MTU huge is left out: it must be 68 to 65535 bytes',
        'name server dns.example.org is left out: it must be an IP address such as 10.0.0.53',
      ],
    },
    {
      what: 'a card without a name that one can have',
      text: v1(physical('eth0', fixed), physical('lo', '{type: dhcp}')),
      told: ['lo is left out: it has no MAC address, and no name that a link can have'],
    },
  ])('tells of $what, and keeps the rest', ({ text, told }) => {
    const { interfaces, notices } = networkOf(text);

    expect(notices).toEqual(told.map((notice) => `network-config: ${notice}`));
    expect(interfaces).toEqual([{ name: 'eth0', addresses: ['192.0.2.5/24'] }]);
    expect(complaints(interfaces)).toEqual([]);
  });
});
