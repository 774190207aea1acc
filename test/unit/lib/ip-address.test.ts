import { describe, expect, it } from 'vitest';
import {
  canonicalAddress,
  cidrText,
  familyOf,
  isInside,
  maskLength,
  parseCidr,
  reservedRole,
} from '../../../src/lib/ip-address.ts';

describe('addresses', () => {
  it.each([
    { text: '10.0.0.1', family: 4 },
    { text: '2001:db8::1', family: 6 },
    { text: '::', family: 6 },
    { text: '010.0.0.1', family: undefined },
    { text: '10.0.0', family: undefined },
    { text: '10.0.0.1.', family: undefined },
    { text: '2001:db8:::1', family: undefined },
    { text: '', family: undefined },
  ])('$text is of family $family', ({ text, family }) => {
    expect(familyOf(text)).toBe(family);
  });

  it.each([
    { text: '2001:DB8:0:0::17', canonical: '2001:db8::17' },
    { text: 'FE80::1', canonical: 'fe80::1' },
    { text: '2001:0db8:0000:0000:0000:0000:0000:0020', canonical: '2001:db8::20' },
    { text: '10.0.0.1', canonical: '10.0.0.1' },
  ])('the kernel writes $text as $canonical', ({ text, canonical }) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });
});

describe('an address with the length of its network', () => {
  it.each([
    { text: '10.0.0.5/24', same: '10.0.0.5/24' },
    { text: '2001:DB8::5/64', same: '2001:db8::5/64' },
    { text: '10.0.0.5/32', same: '10.0.0.5/32' },
  ])('is read from $text', ({ text, same }) => {
    const cidr = parseCidr(text);

    expect(cidr && cidrText(cidr)).toBe(same);
  });

  it.each([
    '10.0.0.5',
    '10.0.0.5/33',
    '10.0.0.5/0',
    '10.0.0.5/024',
    '10.0.0.5/255.255.255.0',
    '2001:db8::5/129',
    'fe80::1%eth0/64',
    '/24',
    '10.0.0.5/24/10.0.0.1',
    '',
  ])('is not read from %s', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });

  it.each([
    { address: '10.0.0.1', network: '10.0.0.5/24', inside: true },
    { address: '10.0.1.1', network: '10.0.0.5/24', inside: false },
    { address: '10.0.1.1', network: '10.0.0.5/23', inside: true },
    { address: '2001:db8::1', network: '2001:db8::ff:5/64', inside: true },
    { address: '2001:db9::1', network: '2001:db8::5/64', inside: false },
    { address: '2001:db8::1', network: '10.0.0.5/24', inside: false },
    { address: '10.0.0.1', network: '2001:db8::5/64', inside: false },
  ])('has $address inside of $network: $inside', ({ address, network, inside }) => {
    const cidr = parseCidr(network);

    expect(cidr !== undefined && isInside(address, cidr)).toBe(inside);
  });

  it.each([
    { text: '10.0.0.0/24', role: 'network' },
    { text: '10.0.0.255/24', role: 'broadcast' },
    { text: '10.0.0.255/23', role: undefined },
    { text: '10.0.1.255/23', role: 'broadcast' },
    { text: '10.0.0.0/31', role: undefined },
    { text: '10.0.0.255/32', role: undefined },
    { text: '2001:db8::/64', role: undefined },
  ])('has the role $role when it is $text', ({ text, role }) => {
    const cidr = parseCidr(text);

    expect(cidr && reservedRole(cidr)).toBe(role);
  });
});

describe('a mask', () => {
  it.each([
    { mask: '255.255.255.0', length: 24 },
    { mask: '255.255.240.0', length: 20 },
    { mask: '255.255.255.255', length: 32 },
    { mask: '255.0.255.0', length: undefined },
    { mask: '0.0.0.0', length: undefined },
    { mask: '24', length: undefined },
    { mask: 'ffff::', length: undefined },
  ])('$mask has the length $length', ({ mask, length }) => {
    expect(maskLength(mask)).toBe(length);
  });
});
