import { describe, expect, it } from 'vitest';
import { readLinks } from '../../../src/facts/links.ts';
import { MemoryFiles } from '../../support/memory-files.ts';

interface Given {
  readonly mac?: string;
  readonly type?: string;
  readonly devtype?: string;
}

function tree(links: Readonly<Record<string, Given>>): MemoryFiles {
  const files = Object.entries(links).flatMap(([name, { mac = '', type = '1', devtype }]) => {
    // As in sysfs: each name is a link to the device's own folder.
    const device = `/sys/devices/${name}`;
    const kind = devtype === undefined ? '' : `DEVTYPE=${devtype}\n`;
    return [
      [`/sys/class/net/${name}`, { link: `../../devices/${name}` }],
      [`${device}/address`, `${mac}\n`],
      [`${device}/type`, `${type}\n`],
      [`${device}/uevent`, `${kind}INTERFACE=${name}\nIFINDEX=2\n`],
    ] as const;
  });
  return new MemoryFiles(Object.fromEntries(files));
}

describe('the links of a machine', () => {
  it('are known by name, MAC address and kind', () => {
    const files = tree({
      eth0: { mac: '02:00:00:00:00:0A' },
      lan1: { mac: '02:00:00:00:00:01', devtype: 'dsa' },
      wlan0: { mac: '02:00:00:00:00:02', devtype: 'wlan' },
      'eth0.10': { mac: '02:00:00:00:00:0a', devtype: 'vlan' },
    });

    expect(readLinks(files)).toEqual([
      { name: 'eth0', mac: '02:00:00:00:00:0a', kind: 'cable' },
      { name: 'eth0.10', mac: '02:00:00:00:00:0a', kind: 'made' },
      { name: 'lan1', mac: '02:00:00:00:00:01', kind: 'cable' },
      { name: 'wlan0', mac: '02:00:00:00:00:02', kind: 'wireless' },
    ]);
  });

  it.each([
    { name: 'lo', type: '772' },
    { name: 'veth1a2b' },
    { name: 'cni0' },
    { name: 'bwp1a2b' },
    { name: 'flannel.1' },
    { name: 'tun0', type: '65534' },
  ])('are not $name', ({ name, ...given }) => {
    expect(readLinks(tree({ [name]: given }))).toEqual([]);
  });

  it('are none on a system that does not run', () => {
    expect(readLinks(new MemoryFiles())).toEqual([]);
  });
});
