import { describe, expect, it } from 'vitest';
import { addressOf, dnsmasqArguments, macOf, plugScript } from '../../../src/sandbox/network.ts';

describe('the network of a sandbox', () => {
  it('has fixed addresses that differ', () => {
    const indexes = Array.from({ length: 30 }, (_, index) => index);

    expect(new Set(indexes.map(addressOf)).size).toBe(30);
    expect(new Set(indexes.map(macOf)).size).toBe(30);
    expect(addressOf(0)).toBe('10.88.0.11');
    expect(macOf(5)).toMatch(/^02(:[0-9a-f]{2}){5}$/);
  });

  it('answers for the names of its nodes, and never gives a host name by DHCP', () => {
    const words = dnsmasqArguments('/tmp/x', [{ name: 'server-1', index: 0 }]);

    expect(words).toContain('--host-record=server-1,10.88.0.11');
    expect(words).toContain(`--dhcp-host=${macOf(0)},10.88.0.11`);
    expect(words).toContain('--no-resolv');
  });

  it('has names that are nobody’s of the nodes, and leaves out who is to get no address', () => {
    const words = dnsmasqArguments('/tmp/x', [{ name: 'server-1', index: 0, dhcp: false }], {
      'metadata.example.org': '192.0.2.80',
    });

    expect(words).toContain('--host-record=metadata.example.org,192.0.2.80');
    expect(words).toContain(`--dhcp-host=${macOf(0)},ignore`);
  });

  it.each([
    { online: true, plugged: true },
    { online: false, plugged: false },
  ])('plugs the cable in when online is $online', ({ online, plugged }) => {
    expect(plugScript('a', 0, online).some((line) => line.includes('master switch'))).toBe(plugged);
  });
});
