import { describe, expect, it } from 'vitest';
import { renderConnman, renderLinks } from '../../../src/appliers/interface-files.ts';
import { wishesOf } from '../../../src/appliers/interface-wishes.ts';
import { interfaces } from '../../../src/appliers/interfaces.ts';
import type { NodeConfig } from '../../../src/config/schema.ts';
import type { LinkFact } from '../../../src/facts/links.ts';
import { load } from '../../support/load.ts';
import { does, type Given, planOf, written } from './planned.ts';

const path = '/etc/k3os/interfaces';
const sections = '/var/lib/connman/k3os-interfaces.config';
const failed = '/run/k3os/interfaces-failed';
const running = Object.fromEntries(
  ['interfaces', 'connman', 'network-online'].map((name) => [
    `/run/openrc/started/${name}`,
    { target: `/etc/init.d/${name}` },
  ]),
);

type Entry = NonNullable<NonNullable<NodeConfig['k3os']>['interfaces']>[number];
const wanted = (...entries: Entry[]): NodeConfig => ({ k3os: { interfaces: entries } });
const links: LinkFact[] = [
  { name: 'eth0', mac: '02:00:00:00:00:0a', kind: 'cable' },
  { name: 'eth1', mac: '02:00:00:00:00:0b', kind: 'cable' },
  // Shares its card's address, and must not be taken for it.
  { name: 'eth1.7', mac: '02:00:00:00:00:0c', kind: 'made' },
  { name: 'eth2', mac: '02:00:00:00:00:0c', kind: 'cable' },
  { name: 'wlan0', mac: '02:00:00:00:00:0d', kind: 'wireless' },
];

const front: Entry = { name: 'eth0', addresses: ['10.0.0.5/24'], gateway: ['10.0.0.1'] };
const frontLines = [
  'own eth0',
  'no-ra eth0',
  'up eth0',
  'address eth0 10.0.0.5/24 +',
  'gateway eth0 10.0.0.1 0',
];
const text = (lines: readonly string[]) => `${['# from k3os.interfaces', ...lines].join('\n')}\n`;

describe('interfaces', () => {
  it.each<{ what: string; entries: Entry[]; lines: string[] }>([
    { what: 'a static address', entries: [front], lines: frontLines },
    {
      what: 'everything on one link, as the kernel writes it',
      entries: [
        {
          mac: '02-00-00-00-00-0B',
          addresses: ['10.1.0.5/24', '10.2.0.5/24', '2001:DB8:0::5/64'],
          gateway: ['10.1.0.1', 'FE80::1'],
          metric: '100',
          mtu: '9000',
        },
      ],
      lines: [
        'own eth1',
        'no-ra eth1',
        'up eth1',
        'mtu eth1 9000',
        'address eth1 10.1.0.5/24 +',
        'address eth1 10.2.0.5/24 +',
        'address eth1 2001:db8::5/64',
        'gateway eth1 10.1.0.1 100',
        'gateway eth1 fe80::1 100',
      ],
    },
    {
      what: 'IPv6 before what routers advertise',
      entries: [{ name: 'eth0', addresses: ['2001:db8::5/64'], gateway: ['2001:db8::1'] }],
      lines: [
        'own eth0',
        'no-ra eth0',
        'up eth0',
        'address eth0 2001:db8::5/64',
        'gateway eth0 2001:db8::1 1',
      ],
    },
    {
      what: 'a gateway beside a single address through the link',
      entries: [{ name: 'eth0', addresses: ['203.0.113.7/32'], gateway: ['172.31.1.1'] }],
      lines: [
        'own eth0',
        'no-ra eth0',
        'up eth0',
        'address eth0 203.0.113.7/32 +',
        'gateway eth0 172.31.1.1 0 onlink',
      ],
    },
    {
      what: 'a VLAN after its card, which has no address of its own',
      entries: [{ name: 'eth0', vlan: '10', addresses: ['10.10.0.5/24'], gateway: ['10.10.0.1'] }],
      lines: [
        'own eth0',
        'no-ra eth0',
        'up eth0',
        'own eth0.10',
        'vlan eth0.10 eth0 10',
        'no-ra eth0.10',
        'up eth0.10',
        'address eth0.10 10.10.0.5/24 +',
        'gateway eth0.10 10.10.0.1 0',
      ],
    },
    {
      what: 'a VLAN with a name, told by the MAC address below it',
      entries: [
        { name: 'storage', parent: '02:00:00:00:00:0C', vlan: '20', mtu: '9000' },
        { mac: '02:00:00:00:00:0c', mtu: '9000' },
      ],
      lines: ['up eth2', 'mtu eth2 9000', 'vlan storage eth2 20', 'up storage', 'mtu storage 9000'],
    },
    {
      what: 'a route to anywhere where nothing leads on, for k3s',
      entries: [{ name: 'eth0', addresses: ['10.0.0.5/24'] }],
      lines: [
        'own eth0',
        'no-ra eth0',
        'up eth0',
        'address eth0 10.0.0.5/24 +',
        'device-route eth0 4294967295',
      ],
    },
    {
      what: 'a link without any address',
      entries: [{ name: 'eth0', dhcp4: false, dhcp6: false }],
      lines: ['own eth0', 'no-ra eth0', 'up eth0'],
    },
    {
      what: 'what is beside DHCP',
      entries: [
        { name: 'eth0', dhcp4: true, addresses: ['2001:db8::5/64'], gateway: ['2001:db8::1'] },
      ],
      lines: ['no-ra eth0', 'up eth0', 'address eth0 2001:db8::5/64', 'gateway eth0 2001:db8::1 1'],
    },
  ])('writes $what', ({ entries, lines }) => {
    const plan = planOf(interfaces, { wanted: wanted(...entries), links });

    expect(written(plan, path)).toBe(text(lines));
    expect(plan.notices).toEqual([]);
  });

  it('leaves a link to DHCP whose only address is none, with its gateway', () => {
    const { config } = load([
      'k3os: {interfaces: [{name: eth0, addresses: [10.0.0.300/24], gateway: 10.0.0.1}]}',
    ]);
    const { wishes } = wishesOf(config.k3os?.interfaces ?? [], links);

    expect(renderLinks(wishes)).toBe(text(['up eth0']));
    expect(renderConnman(wishes)).toBeUndefined();
  });

  it.each<{ what: string; entry: Entry; section: string[] | undefined }>([
    { what: 'nothing of a static link', entry: front, section: undefined },
    {
      what: 'nothing of a larger packet',
      entry: { name: 'eth0', mtu: '9000' },
      section: undefined,
    },
    {
      what: 'that IPv6 is not its own',
      entry: { name: 'eth0', dhcp4: true, addresses: ['2001:db8::5/64'] },
      section: ['[service_eth0]', 'DeviceName=eth0', 'IPv4=dhcp', 'IPv6=off'],
    },
    {
      what: 'that IPv4 is not its own',
      entry: { name: 'eth0', dhcp6: true, addresses: ['10.0.0.5/24'] },
      section: ['[service_eth0]', 'DeviceName=eth0', 'IPv4=off', 'IPv6=auto'],
    },
    {
      what: 'domains to add to the servers of DHCP',
      entry: { mac: '02:00:00:00:00:0a', vlan: '10', searchDomains: ['a.example', 'b.example'] },
      section: [
        '[service_eth0_10]',
        'DeviceName=eth0.10',
        'IPv4=dhcp',
        'IPv6=auto',
        'SearchDomains=a.example,b.example',
      ],
    },
  ])('tells connman $what', ({ entry, section }) => {
    const plan = planOf(interfaces, { wanted: wanted(entry), links });
    const lines = written(plan, sections)?.trimEnd().split('\n');

    expect(lines?.filter((line) => line !== 'Type=ethernet')).toEqual(section);
  });

  it.each<Given & { when: string; done: string[] }>([
    { when: 'nothing is configured', done: [] },
    { when: 'nobody runs yet', wanted: wanted(front), done: [`write ${path}`] },
    {
      when: 'it is already so',
      wanted: wanted(front),
      files: { ...running, [path]: text(frontLines) },
      done: [],
    },
    {
      when: 'a link gets addresses of its own while all run',
      wanted: wanted(front),
      files: running,
      done: [
        `write ${path}`,
        '/usr/lib/k3os/interfaces apply',
        'rc-service connman restart',
        'rc-service network-online restart',
      ],
    },
    {
      when: 'only an address changes',
      wanted: wanted(front),
      files: { ...running, [path]: text(frontLines).replace('0.5/', '0.6/') },
      done: [
        `write ${path}`,
        '/usr/lib/k3os/interfaces apply',
        'rc-service network-online restart',
      ],
    },
    {
      when: 'what connman looks after changes',
      wanted: wanted({ name: 'eth0', dhcp6: false }),
      files: { ...running, [path]: text(['up eth0']) },
      done: [
        `write ${sections}`,
        'rc-service connman restart',
        'rc-service network-online restart',
      ],
    },
    {
      when: 'the key is taken away',
      files: { ...running, [path]: text(frontLines), [sections]: 'x' },
      done: [
        `remove ${path}`,
        `remove ${sections}`,
        '/usr/lib/k3os/interfaces apply',
        'rc-service connman restart',
        'rc-service network-online restart',
      ],
    },
  ])('does $done when $when', ({ done, ...given }) => {
    expect(does(planOf(interfaces, { phase: 'runtime', links, ...given }))).toEqual(done);
  });

  describe('with a link that is not there', () => {
    const rows: readonly { entry: Entry; says: string; lines: number }[] = [
      {
        entry: { name: 'eth9', addresses: ['10.9.0.5/24'] },
        says: 'there is no link eth9, it is set up when it comes; this machine has eth0 (02:00:00:00:00:0a), eth1',
        lines: 6,
      },
      {
        entry: { mac: '02:00:00:00:00:ff' },
        says: 'there is no card with the MAC address 02:00:00:00:00:ff; this machine has eth0',
        lines: 1,
      },
      {
        entry: { name: 'v', parent: 'eth9', vlan: '7' },
        says: 'there is no link eth9, it is set up when it comes',
        lines: 6,
      },
      { entry: { name: 'wlan0' }, says: 'wlan0 is wireless and stays with DHCP', lines: 1 },
      {
        entry: { mac: '02:00:00:00:00:0a', mtu: '9000' },
        says: 'eth0 is configured by k3os.interfaces[0] already: join the two',
        lines: 2,
      },
    ];

    it.each(rows)(
      'says so, at its line, and that the node has others: $says',
      ({ entry, says }) => {
        const given = { wanted: wanted(front, entry), links, lines: { 'k3os.interfaces.1': 9 } };
        const booting = planOf(interfaces, given);
        const later = planOf(interfaces, { ...given, phase: 'runtime' });

        expect(booting.notices).toEqual([
          expect.stringContaining(`config.yaml:9: k3os.interfaces[1]: ${says}`),
        ]);
        expect(booting.problems).toBeUndefined();
        expect(later.problems).toEqual(booting.notices);
        expect(written(later, path)).toContain('address eth0 10.0.0.5/24');
      },
    );

    it('lets a VLAN stand on another one that is yet to be made', () => {
      const entries = [
        { name: 'eth0', vlan: '5' },
        { name: 'inner', parent: 'eth0.5', vlan: '6' },
      ];

      expect(planOf(interfaces, { wanted: wanted(...entries), links }).notices).toEqual([]);
    });

    it('is silent below another root, which has no links', () => {
      const plan = planOf(interfaces, { wanted: wanted({ name: 'eth9' }), live: false });

      expect([plan.notices, plan.problems]).toEqual([undefined, undefined]);
    });
  });

  it('tells what the kernel refused, until something else is tried', () => {
    const refusal = 'ip link set dev eth0 mtu 9000: RTNETLINK answers: Invalid argument';
    const given = { phase: 'runtime', wanted: wanted(front), links } as const;
    const files = { ...running, [failed]: `${refusal}\n` };

    const same = planOf(interfaces, { ...given, files: { ...files, [path]: text(frontLines) } });
    const changed = planOf(interfaces, { ...given, files });

    expect(same.problems).toEqual([refusal]);
    expect(changed.problems).toEqual([]);
  });
});
