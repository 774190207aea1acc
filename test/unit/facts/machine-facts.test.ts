import { describe, expect, it } from 'vitest';
import { fillTemplate, isIpv6Only } from '../../../src/facts/machine-facts.ts';
import { MemoryFiles } from '../../support/memory-files.ts';

/** As it is written in a URL. */
const fact = (name: string) => `\${${name}}`;
const route = (rows: string) =>
  `Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n${rows}`;
const machine = {
  '/sys/class/dmi/id/product_uuid': '4C4C4544-0042\n',
  '/sys/class/dmi/id/product_serial': 'AB 12/3\n',
  '/proc/sys/kernel/hostname': 'web-1\n',
  '/proc/net/route': route(
    'eth1\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\neth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n',
  ),
  '/sys/class/net/eth0/address': '02:00:00:00:00:0a\n',
  '/sys/class/net/eth1/address': '02:00:00:00:00:0b\n',
};

function fill(template: string, files: object = machine) {
  return fillTemplate(template, new MemoryFiles({ ...files }), 'config_url');
}

describe('facts of the machine in a URL', () => {
  it.each([
    ['https://c/node.yaml', 'https://c/node.yaml'],
    [`https://c/${fact('uuid')}.yaml`, 'https://c/4c4c4544-0042.yaml'],
    [`https://c/${fact('mac')}.yaml`, 'https://c/02:00:00:00:00:0a.yaml'],
    [`https://c/${fact('serial')}?h=${fact('hostname')}`, 'https://c/AB%2012%2F3?h=web-1'],
  ])('%s is %s', (template, url) => {
    expect(fill(template)).toBe(url);
  });

  it('take the card with the route of IPv6 where there is no other', () => {
    const zeros = '0'.repeat(32);
    const rows = `${zeros} 00 ${zeros} 00 ${zeros} ffffffff 1 0 200200 lo\n${zeros} 00 ${zeros} 00 fe80 400 1 0 3 eth1\n`;
    const files = { ...machine, '/proc/net/route': route(''), '/proc/net/ipv6_route': rows };

    expect(fill(fact('mac'), files)).toBe('02:00:00:00:00:0b');
  });

  it.each([
    {
      template: `https://c/${fact('name')}`,
      files: machine,
      says: /\$\{name\}, which no machine has; there are \$\{uuid\}, \$\{serial\}/,
    },
    { template: `https://c/${fact('mac')}`, files: {}, says: /this machine has no mac of its own/ },
    ...['To Be Filled By O.E.M.', 'Default string', '0', 'None', ''].map((text) => ({
      template: `https://c/${fact('serial')}`,
      files: { '/sys/class/dmi/id/product_serial': text },
      says: /this machine has no serial of its own/,
    })),
  ])('are refused: $template on $files', ({ template, files, says }) => {
    expect(() => fill(template, files)).toThrow(says);
  });
});

describe('a machine', () => {
  const zeros = '0'.repeat(32);
  const route6 = `${zeros} 00 ${zeros} 00 fe80 400 1 0 3 eth0\n`;
  const ownAddress = 'eth0\t0000FEA9\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n';

  it.each([
    { what: 'with both', ipv4: machine['/proc/net/route'], ipv6: route6, is: false },
    { what: 'without any', ipv4: route(''), ipv6: '', is: false },
    { what: 'with IPv4', ipv4: machine['/proc/net/route'], ipv6: '', is: false },
    { what: 'with IPv6', ipv4: route(''), ipv6: route6, is: true },
    { what: 'with IPv6 and a made-up IPv4', ipv4: route(ownAddress), ipv6: route6, is: true },
  ])('$what has only IPv6: $is', ({ ipv4, ipv6, is }) => {
    const files = { '/proc/net/route': ipv4, '/proc/net/ipv6_route': ipv6 };

    expect(isIpv6Only(new MemoryFiles(files))).toBe(is);
  });
});
