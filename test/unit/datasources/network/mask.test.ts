import { describe, expect, it } from 'vitest';
import { cidrOf } from '../../../../src/datasources/network/mask.ts';

describe('cidrOf', () => {
  it.each([
    { address: '192.0.2.5', mask: '255.255.240.0', is: '192.0.2.5/20' },
    { address: '192.0.2.5', mask: '255.255.255.255', is: '192.0.2.5/32' },
    { address: '192.0.2.5', mask: '24', is: '192.0.2.5/24' },
    { address: '192.0.2.5/25', mask: undefined, is: '192.0.2.5/25' },
    { address: '192.0.2.5/255.255.255.0', mask: undefined, is: '192.0.2.5/24' },
    { address: '192.0.2.5', mask: undefined, is: '192.0.2.5/24' },
    { address: '2001:DB8:0000::0020', mask: '64', is: '2001:db8::20/64' },
    { address: '2001:db8::5', mask: 'ffff:ffff:ffff:ffff::', is: '2001:db8::5/64' },
    { address: '2001:db8::5', mask: 'FFFF:FFFF:FFFF:FFFF:0:0:0:0', is: '2001:db8::5/64' },
    { address: '2001:db8::5', mask: 'ffff:ffff:ffff:fe00::', is: '2001:db8::5/55' },
    {
      address: '2001:db8::5',
      mask: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
      is: '2001:db8::5/128',
    },
    { address: '2001:db8::5', mask: undefined, is: '2001:db8::5/64' },
    { address: '192.0.2.5', mask: '255.0.255.0', is: undefined },
    { address: '192.0.2.5', mask: '33', is: undefined },
    { address: '192.0.2.5', mask: '', is: undefined },
    { address: '2001:db8::5', mask: 'ffff::ffff', is: undefined },
    { address: '2001:db8::5', mask: '::', is: undefined },
    { address: '192.0.2.300', mask: '24', is: undefined },
    { address: '', mask: '24', is: undefined },
  ])('makes $is of $address and $mask', ({ address, mask, is }) => {
    expect(cidrOf(address, mask)).toBe(is);
  });
});
