import { describe, expect, it } from 'vitest';
import { canonicalMac } from '../../../src/lib/mac-address.ts';

describe('a MAC address', () => {
  it.each([
    { text: '00:16:3E:AA:BB:07', mac: '00:16:3e:aa:bb:07' },
    { text: '00-16-3e-aa-bb-07', mac: '00:16:3e:aa:bb:07' },
    { text: '00:16:3e:aa:bb', mac: undefined },
    { text: '00163eaabb07', mac: undefined },
    { text: '00:16:3e:aa:bb:0g', mac: undefined },
    { text: 'eth0', mac: undefined },
  ])('written as $text is $mac', ({ text, mac }) => {
    expect(canonicalMac(text)).toBe(mac);
  });
});
