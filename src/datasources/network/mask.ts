import {
  canonicalAddress,
  cidrText,
  familyOf,
  maskLength,
  parseCidr,
} from '../../lib/ip-address.ts';

/** What cloud-init takes for an address that comes without its network. */
const usualLength = { 4: '24', 6: '64' } as const;

/**
 * Address and length in one text, as `k3os.interfaces` has it; undefined where it is none.
 * @param mask a length or the mask itself, `255.255.255.0`, `ffff:ffff:ffff:ffff::`; either may also follow the address
 */
export function cidrOf(text: string, mask?: string): string | undefined {
  const [address = '', after = mask] = text.trim().split('/');
  const family = familyOf(address);
  if (family === undefined) {
    return undefined;
  }
  const cidr = parseCidr(
    `${address}/${after === undefined ? usualLength[family] : lengthOf(after)}`,
  );
  return cidr && cidrText(cidr);
}

function lengthOf(mask: string): string {
  const family = familyOf(mask);
  if (family === undefined) {
    return mask;
  }
  return String(family === 4 ? maskLength(mask) : ipv6MaskLength(mask));
}

function ipv6MaskLength(mask: string): number | undefined {
  const [head = '', tail = ''] = canonicalAddress(mask).split('::');
  const bits = head
    .split(':')
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('');
  return tail === '' && /^1+0*$/.test(bits) ? bits.replace(/0+$/, '').length : undefined;
}
