import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Network } from '../../../../src/datasources/network/link-draft.ts';
import { networkConfig } from '../../../../src/datasources/network/network-config.ts';
import { networkData } from '../../../../src/datasources/network/network-data.ts';
import { readableNetwork } from '../../../../src/datasources/network/readable-network.ts';
import { complaints } from '../../../support/network.ts';

/** Mostly what makes sense, so that much of a document is kept. */
function mostly<T, U>(good: readonly T[], odd: readonly U[]) {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...good) },
    { weight: 1, arbitrary: fc.constantFrom(...odd, null, undefined) },
  );
}
const some = <T>(value: fc.Arbitrary<T>) => fc.array(value, { maxLength: 3 });

const name = mostly(['eth0', 'eth1'], ['eth0.5', 'lo', 'a name', 'much-too-long-a-name', '']);
const mac = mostly(['52:54:00:00:00:01', '52-54-00-00-00-0A'], ['52:54', '']);
const address = mostly(
  ['192.0.2.5', '192.0.2.6/24', '198.51.100.7/32', '2001:DB8::5', '2001:db8::5/64', 'fe80::5'],
  ['192.0.2.0', '192.0.2.255', '127.0.0.1', '::1', '192.0.2.300', 'eth0', ''],
);
const mask = mostly(['255.255.255.0', '24', '64', 'ffff:ffff::'], ['255.0.255.0', '0', '']);
const gateway = mostly(
  ['192.0.2.1', '2001:db8::1', 'fe80::1', '198.51.100.1'],
  ['192.0.2.5', '10.0.0.1', 'x', ''],
);
const number = mostly(['5', '100', '1500'], ['0', '70000', 'x']);
const servers = some(mostly(['192.0.2.53', '2001:db8::53', 'example.org'], ['dns.', '-', '']));
const to = mostly(
  ['default', '0.0.0.0/0', '::/0', '0.0.0.0', '::'],
  ['10.0.0.0/8', '169.254.169.254/32'],
);
const subnetType = mostly(['static', 'static', 'static6', 'dhcp', 'ipv6_slaac'], ['manual', 'x']);

const version1 = fc.record({
  version: fc.constant('1'),
  config: some(
    fc.record({
      type: mostly(['physical', 'vlan', 'nameserver', 'route'], ['bond', 'x']),
      ...{ name, mac_address: mac, mtu: number, vlan_id: number, vlan_link: name },
      ...{ address: servers, search: servers, destination: to, gateway },
      subnets: some(
        fc.record({
          type: subnetType,
          ...{ address, netmask: mask, gateway, dns_nameservers: servers, dns_search: servers },
          routes: some(fc.record({ network: to, netmask: mask, gateway, metric: number })),
        }),
      ),
    }),
  ),
});

const device = fc.record({
  match: fc.option(fc.record({ name: mostly(['eth*', 'eth0'], ['x*']), macaddress: mac }), {
    nil: undefined,
  }),
  ...{ addresses: some(address), gateway4: gateway, gateway6: gateway, mtu: number },
  ...{
    dhcp4: mostly([true, false], ['yes']),
    dhcp6: mostly([true, false], [1]),
    id: number,
    link: name,
  },
  nameservers: fc.record({ addresses: servers, search: servers }),
  routes: some(fc.record({ to, via: gateway, metric: number })),
});
const devices = fc.dictionary(fc.constantFrom('eth0', 'eth1', 'lan', 'lo'), device, { maxKeys: 3 });
const version2 = fc.record({ version: fc.constant('2'), ethernets: devices, vlans: devices });

const dns = some(fc.record({ type: mostly(['dns'], ['ntp']), address }));
const openstack = fc.record({
  links: some(
    fc.record({
      ...{
        id: name,
        type: mostly(['ovs', 'vlan'], ['bond']),
        ethernet_mac_address: mac,
        mtu: number,
      },
      ...{ vlan_id: number, vlan_link: name, vlan_mac_address: mac },
    }),
  ),
  networks: some(
    fc.record({
      ...{ link: name, type: mostly(['ipv4', 'ipv6'], ['ipv4_dhcp', 'ipv6_slaac']) },
      ...{ ip_address: address, netmask: mask, gateway, services: dns },
      routes: some(fc.record({ network: to, netmask: mask, gateway, services: dns })),
    }),
  ),
  services: dns,
});

const links = [{ name: 'eth0', mac: '52:54:00:00:00:01', driver: 'virtio_net' }];
const cases: { what: string; documents: fc.Arbitrary<unknown>; read: (it: unknown) => Network }[] =
  [
    { what: 'version 1', documents: version1, read: (it) => networkConfig(it, links) },
    { what: 'version 2', documents: version2, read: (it) => networkConfig(it, links) },
    { what: 'network_data.json', documents: openstack, read: (it) => networkData(it) },
    { what: 'anything', documents: fc.anything(), read: (it) => networkConfig(it, links) },
    { what: 'anything of OpenStack', documents: fc.anything(), read: (it) => networkData(it) },
  ];

describe('a network', () => {
  it.each(cases)('is one that a configuration takes, whatever $what says', (given) => {
    fc.assert(
      fc.property(given.documents, (document) => {
        const { interfaces } = readableNetwork(() => given.read(document));
        expect(complaints(interfaces)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
