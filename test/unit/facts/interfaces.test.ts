import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { foreign, isOwnInterface, ownInterfaces } from '../../../src/facts/interfaces.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const rootfs = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../../rootfs/${path}`, import.meta.url)), 'utf8');

describe('interfaces of the machine', () => {
  it.each(['eth0', 'enp3s0', 'wlan0', 'bond0', 'br0', 'lan.20'])('include %s', (name) => {
    expect(isOwnInterface(name)).toBe(true);
  });

  it.each(['lo', 'veth1a2b', 'cni0', 'flannel.1', 'docker0', 'br-1f2e'])('are not %s', (name) => {
    expect(isOwnInterface(name)).toBe(false);
  });

  it('are none of those that the network manager leaves alone', () => {
    const [, list = ''] =
      /^NetworkInterfaceBlacklist=(.*)$/m.exec(rootfs('etc/connman/main.conf')) ?? [];
    const prefixes = list.split(',');

    expect(prefixes.length).toBeGreaterThan(10);
    expect(prefixes.filter((prefix) => isOwnInterface(`${prefix}0`))).toEqual([]);
  });

  it('are those that count as a network, and no others', () => {
    const [, list = ''] = /^foreign='(.*)'$/m.exec(rootfs('usr/lib/k3os/wait-network')) ?? [];
    const [, ours = ''] =
      /^NetworkInterfaceBlacklist=(.*)$/m.exec(rootfs('etc/connman/main.conf')) ?? [];

    expect(list.split(' ')).toEqual(ours.split(','));
    expect(foreign.source).toBe(`^(lo$|${ours.split(',').join('|')})`);
  });

  it('are found where the kernel lists them, in order', () => {
    const { files } = recordingSystem({
      files: {
        '/sys/class/net/eth1': { link: '../../devices/b' },
        '/sys/class/net/eth0': { link: '../../devices/a' },
        '/sys/class/net/lo': { link: '../../devices/virtual/lo' },
        '/sys/class/net/bonding_masters': '',
      },
    });

    expect(ownInterfaces(files)).toEqual(['eth0', 'eth1']);
    expect(ownInterfaces(recordingSystem().files)).toEqual([]);
  });
});
