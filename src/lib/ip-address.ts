import { BlockList, isIPv6, SocketAddress } from 'node:net';

export type Family = 4 | 6;

/** An address and the size of its network: `10.0.0.5/24`. */
export interface Cidr {
  readonly family: Family;
  /** As the kernel writes it. */
  readonly address: string;
  readonly length: number;
}

const ipv4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/;

/** Node's own pattern for IPv6 takes milliseconds to compile: only for what could be one. */
export function familyOf(text: string): Family | undefined {
  if (text.includes(':')) {
    return isIPv6(text) ? 6 : undefined;
  }
  return ipv4.test(text) ? 4 : undefined;
}

/** `2001:DB8:0::1` → `2001:db8::1`, so that texts can be compared with those of the kernel. */
export function canonicalAddress(address: string): string {
  return familyOf(address) === 6 ? new SocketAddress({ address, family: 'ipv6' }).address : address;
}

export const longest: Record<Family, number> = { 4: 32, 6: 128 };

/** Undefined for anything else, also for a zone (`fe80::1%eth0`) and a length of 0. */
export function parseCidr(text: string): Cidr | undefined {
  const [, address = '', digits] = /^([^/%]+)\/([1-9][0-9]{0,2})$/.exec(text) ?? [];
  const family = familyOf(address);
  const length = Number(digits);
  return family === undefined || length > longest[family]
    ? undefined
    : { family, address: canonicalAddress(address), length };
}

export function cidrText({ address, length }: Cidr): string {
  return `${address}/${length}`;
}

export function isInside(address: string, { family, address: network, length }: Cidr): boolean {
  const type = `ipv${family}` as const;
  const list = new BlockList();
  list.addSubnet(network, length, type);
  return familyOf(address) === family && list.check(address, type);
}

/** The two addresses of an IPv4 network that no node may have; networks of one or two addresses have none. */
export function reservedRole({
  family,
  address,
  length,
}: Cidr): 'network' | 'broadcast' | undefined {
  if (family === 6 || length > 30) {
    return undefined;
  }
  const host = numberOf(address) % 2 ** (32 - length);
  if (host === 0) {
    return 'network';
  }
  return host === 2 ** (32 - length) - 1 ? 'broadcast' : undefined;
}

/** `255.255.255.0` → 24; undefined when it is no mask. */
export function maskLength(mask: string): number | undefined {
  const bits = familyOf(mask) === 4 ? numberOf(mask).toString(2).padStart(32, '0') : '';
  return /^1+0*$/.test(bits) ? bits.replace(/0+$/, '').length : undefined;
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
