import { familyOf, maskLength, parseCidr, reservedRole } from '../../lib/ip-address.ts';
import { canonicalMac } from '../../lib/mac-address.ts';
import type { Check } from '../fields.ts';
import { matching } from './text.ts';

/** As the kernel takes it, less what means something in a line of text or to connman's pattern. */
export const linkName: Check = (value) =>
  /^[A-Za-z0-9_][A-Za-z0-9._-]{0,14}$/.test(value) && value !== 'lo'
    ? undefined
    : 'must be the name of a network link such as eth0, at most 15 letters, digits, ., _ and -';

export const mac: Check = (value) =>
  canonicalMac(value) === undefined ? 'must be a MAC address such as 00:16:3e:aa:bb:07' : undefined;

export const linkOrMac: Check = (value) =>
  canonicalMac(value) === undefined ? linkName(value) : undefined;

export const vlanId: Check = (value) =>
  isNumberIn(value, 1, 4094) ? undefined : 'must be 1 to 4094';

/** 68 is IPv4's own least; more than 65535 no packet is. */
export const mtu: Check = (value) =>
  isNumberIn(value, 68, 65_535) ? undefined : 'must be 68 to 65535 bytes';

export const metric: Check = (value) =>
  isNumberIn(value, 1, 9999) ? undefined : 'must be 1 to 9999, the lowest is used first';

function isNumberIn(value: string, least: number, most: number): boolean {
  return /^[1-9][0-9]*$/.test(value) && Number(value) >= least && Number(value) <= most;
}

/** Of a node in its network: `10.0.0.5/24`. */
export const nodeAddress: Check = (value) => {
  const cidr = parseCidr(value);
  if (cidr === undefined) {
    return notCidr(value);
  }
  if (/^(0|127|22[4-9]|2[345]\d)\./.test(cidr.address) || /^(::1?$|ff)/.test(cidr.address)) {
    return 'is no address that a node can have';
  }
  const role = reservedRole(cidr);
  return role === undefined ? undefined : `is the ${role} address of its network, not a node's`;
};

function notCidr(value: string): string {
  const [address = '', mask = ''] = value.split('/');
  const length = maskLength(mask);
  const example = familyOf(address) === 6 ? '2001:db8::5/64' : '10.0.0.5/24';
  return length === undefined || familyOf(address) !== 4
    ? `must be an address with the length of its network, such as ${example}`
    : `must have its mask as a length: ${address}/${length}`;
}

export const gatewayAddress: Check = (value) =>
  familyOf(value) === undefined || value.includes('%')
    ? 'must be an IP address such as 10.0.0.1'
    : undefined;

export const searchDomain = matching(
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*\.?$/i,
  'a domain such as example.org',
);
