import { describe, expect, it } from 'vitest';
import type { NodeConfig } from '../../../../src/config/schema.ts';
import { load, told } from '../../../support/load.ts';

type Interfaces = NonNullable<NodeConfig['k3os']>['interfaces'];

const entries = (text: string) => `k3os:\n  interfaces:\n${text}\n`;
const problemsOf = (text: string) =>
  load([entries(text)], { unknownKeys: 'error' }).problems.map(told);
const wholeCase = `
  - {name: eth0, addresses: [10.0.0.5/24, "2001:db8::5/64"], gateway: [10.0.0.1, "fe80::1"], nameservers: 10.0.0.1, search: example.org, mtu: 9000}
  - {mac: 00-16-3E-AA-BB-07, address: 10.1.0.5/24, gateways: 10.1.0.1, metric: 100}
  - {mac: 00:16:3e:aa:bb:07, vlan: 10, dhcp6: no}
  - {name: eth0, vlan: 4094}
  - {name: storage, parent: eth0, vlan: 1}
  - {name: lan20, parent: "00:16:3e:aa:bb:07", vlan: 20}
  - {name: eth5, addresses: [203.0.113.7/32], gateway: 172.31.1.1, metric: 200}
  - {name: eth6, dhcp4: true, addresses: ["2001:db8:6::5/64"], gateway: "2001:db8:6::1", metric: 300}`;

describe('k3os.interfaces', () => {
  it('takes everything that makes sense', () => {
    expect(problemsOf(wholeCase)).toEqual([]);
  });

  it.each([
    {
      text: '- {addresses: [10.0.0.5/24]}',
      says: 'k3os.interfaces[0]: needs a name such as eth0, or a mac',
    },
    {
      text: '- {name: eth0, mac: 00:16:3e:aa:bb:07}',
      says: 'k3os.interfaces[0]: has a name and a mac',
    },
    {
      text: '- {name: eth0/1}',
      says: 'k3os.interfaces[0].name: must be the name of a network link',
    },
    { text: '- {name: lo}', says: 'k3os.interfaces[0].name: must be the name of a network link' },
    { text: '- {mac: "00:16"}', says: 'k3os.interfaces[0].mac: must be a MAC address such as' },
    { text: '- {name: eth0, vlan: 0}', says: 'k3os.interfaces[0].vlan: must be 1 to 4094' },
    { text: '- {name: eth0, vlan: 4095}', says: 'k3os.interfaces[0].vlan: must be 1 to 4094' },
    { text: '- {name: v, parent: eth0}', says: 'k3os.interfaces[0]: has a parent and no vlan' },
    {
      text: '- {mac: 00:16:3e:aa:bb:07, parent: eth0, vlan: 1}',
      says: 'k3os.interfaces[0]: has a parent and a mac',
    },
    { text: '- {name: v, parent: v, vlan: 1}', says: 'k3os.interfaces[0]: is its own parent' },
    {
      text: '- {name: enp134s0f1np1, vlan: 100}',
      says: 'k3os.interfaces[0]: would make a VLAN link of more than 15 letters',
    },
    {
      text: '- {name: eth0}\n  - {name: eth0, mtu: 9000}',
      says: 'k3os.interfaces[1]: is the link of k3os.interfaces[0] again',
    },
    {
      text: '- {mac: 00:16:3e:aa:bb:07, vlan: 3}\n  - {mac: 00-16-3E-AA-BB-07, vlan: 3}',
      says: 'k3os.interfaces[1]: is the link of k3os.interfaces[0] again',
    },
    {
      text: '- {name: a, parent: eth0, vlan: 3}\n  - {name: b, parent: eth0, vlan: 3}',
      says: 'k3os.interfaces[1]: is the link of k3os.interfaces[0] again',
    },
    {
      text: '- {name: a, parent: "00:16:3E:AA:BB:07", vlan: 3}\n  - {mac: 00-16-3e-aa-bb-07, vlan: 3}',
      says: 'k3os.interfaces[1]: is the link of k3os.interfaces[0] again',
    },
    {
      text: '- {name: eth0, vlan: 3}\n  - {name: eth0.3, parent: eth1, vlan: 3}',
      says: 'k3os.interfaces[1]: is the link of k3os.interfaces[0] again',
    },
  ])('leaves out the entry and says why: $says', ({ text, says }) => {
    const loaded = load([entries(`  ${text}`)]);

    expect(loaded.problems.map(told)).toEqual([expect.stringContaining(says)]);
    expect(loaded.config.k3os?.interfaces?.length ?? 0).toBe(text.split('\n').length - 1);
  });

  it.each<{ text: string; says: string; kept: NonNullable<Interfaces>[number] }>([
    {
      text: 'addresses: [10.0.0.300/24, 10.0.0.5/24]',
      says: 'addresses[0]: must be an address with the length of its network, such as 10.0.0.5/24',
      kept: { addresses: ['10.0.0.5/24'] },
    },
    {
      text: 'addresses: [10.0.0.5]',
      says: 'addresses[0]: must be an address with the length of its network',
      kept: { addresses: [] },
    },
    {
      text: 'addresses: [10.0.0.5/255.255.255.0]',
      says: 'addresses[0]: must have its mask as a length: 10.0.0.5/24',
      kept: { addresses: [] },
    },
    {
      text: 'addresses: [10.0.0.0/24]',
      says: 'addresses[0]: is the network address of its network',
      kept: { addresses: [] },
    },
    {
      text: 'addresses: [10.0.0.5/24, 127.0.0.1/8]',
      says: 'addresses[1]: is no address that a node can have',
      kept: { addresses: ['10.0.0.5/24'] },
    },
    {
      text: 'addresses: [10.0.0.5/24], gateway: 10.0.1.1',
      says: 'gateway[0]: is outside 10.0.0.5/24: a gateway is in the network of an address here',
      kept: { addresses: ['10.0.0.5/24'], gateway: [] },
    },
    {
      text: 'addresses: [10.0.0.5/24], gateway: 10.0.0.5',
      says: 'gateway[0]: is the address of this node itself',
      kept: { addresses: ['10.0.0.5/24'], gateway: [] },
    },
    {
      text: 'addresses: [10.0.0.5/24], gateway: [10.0.0.1, 10.0.0.2]',
      says: 'gateway[1]: is a second IPv4 gateway of one interface',
      kept: { addresses: ['10.0.0.5/24'], gateway: ['10.0.0.1'] },
    },
    {
      text: 'gateway: 10.0.0.1',
      says: 'gateway[0]: needs an IPv4 address beside it: DHCP brings its own gateway',
      kept: { gateway: [] },
    },
    {
      text: 'addresses: [10.0.0.5/24], gateway: router',
      says: 'gateway[0]: must be an IP address such as 10.0.0.1',
      kept: { addresses: ['10.0.0.5/24'], gateway: [] },
    },
    {
      text: 'addresses: [10.0.0.5/24], mtu: 66000',
      says: 'mtu: must be 68 to 65535 bytes',
      kept: { addresses: ['10.0.0.5/24'] },
    },
    {
      text: 'addresses: ["2001:db8::5/64"], mtu: 1200',
      says: 'mtu: must be at least 1280 for IPv6',
      kept: { addresses: ['2001:db8::5/64'] },
    },
    { text: 'metric: 0', says: 'metric: must be 1 to 9999, the lowest is used first', kept: {} },
    {
      text: 'addresses: [10.0.0.5/24], dhcp4: perhaps',
      says: 'dhcp4: must be true or false',
      kept: { addresses: ['10.0.0.5/24'] },
    },
    {
      text: 'nameservers: [ns1]',
      says: 'nameservers[0]: must be an IP address such as 10.0.0.53',
      kept: { nameservers: [] },
    },
    {
      text: 'search: [a_b]',
      says: 'search_domains[0]: must be a domain such as example.org',
      kept: { searchDomains: [] },
    },
  ])('keeps the rest of an entry and says once: $says', ({ text, says, kept }) => {
    const loaded = load([entries(`  - {name: eth0, ${text}}`)]);

    expect(loaded.problems.map(told)).toEqual([
      expect.stringContaining(`a.yaml:3: k3os.interfaces[0].${says}`),
    ]);
    expect(loaded.config.k3os?.interfaces).toEqual([{ name: 'eth0', ...kept }]);
  });

  it('refuses two gateways until it is said which one is used first', () => {
    const text = (metric: string) =>
      `  - {name: eth0, addresses: [10.0.0.5/24], gateway: 10.0.0.1}\n  - {name: eth1, addresses: [10.1.0.5/24], gateway: 10.1.0.1${metric}}`;

    expect(problemsOf(text(''))).toEqual([
      expect.stringContaining(
        'a.yaml:4: k3os.interfaces[1].gateway[0]: competes with the gateway of k3os.interfaces[0]: give the two different metrics',
      ),
    ]);
    expect(problemsOf(text(', metric: 100'))).toEqual([]);
  });

  it('lets a gateway of each family be on a link of its own', () => {
    const text =
      '  - {name: eth0, addresses: [10.0.0.5/24], gateway: 10.0.0.1}\n  - {name: eth1, addresses: ["2001:db8::5/64"], gateway: "2001:db8::1"}';

    expect(problemsOf(text)).toEqual([]);
  });

  it('refuses one address on two links', () => {
    const text =
      '  - {name: eth0, addresses: ["2001:db8::5/64"]}\n  - {name: eth1, addresses: ["2001:DB8:0::5/128", 10.0.0.5/24]}';
    const loaded = load([entries(text)]);

    expect(loaded.problems.map(told)).toEqual([
      expect.stringContaining(
        'k3os.interfaces[1].addresses[0]: is an address of k3os.interfaces[0] already',
      ),
    ]);
    expect(loaded.config.k3os?.interfaces?.[1]?.addresses).toEqual(['10.0.0.5/24']);
  });

  it('is added to by a later source with a plus', () => {
    const { config } = load([
      entries('  - {name: eth0}'),
      'k3os: {"interfaces+": [{name: eth1, mtu: 9000}]}',
    ]);

    expect(config.k3os?.interfaces).toEqual([{ name: 'eth0' }, { name: 'eth1', mtu: '9000' }]);
  });
});
