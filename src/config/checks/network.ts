import { familyOf } from '../../lib/ip-address.ts';
import type { Check } from '../fields.ts';

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/i;

/**
 * A name that the kernel, DHCP and k3s all take: DNS labels, 63 bytes as Linux allows 64. Capital letters
 * are fine: k3s makes them small in the node's name.
 */
export const hostname: Check = (value) => {
  if (/^localhost(\.|$)/i.test(value)) {
    return 'localhost cannot name a node';
  }

  const good = value.length <= 63 && value.split('.').every((part) => label.test(part));
  return good ? undefined : 'must be letters, digits, - and ., at most 63 in all';
};

/** The whole name, of which the first label names the node. */
export const fqdn: Check = (value) => {
  const [first = '', ...domain] = value.split('.');
  const good = value.length <= 253 && domain.every((part) => label.test(part));
  return good ? hostname(first) : 'must be a name such as node1.example.org';
};

export const ipAddress: Check = (value) =>
  familyOf(value) === undefined ? 'must be an IP address such as 10.0.0.53' : undefined;

/** Host name or address, as chrony's `server` line takes it. */
export const host: Check = (value) =>
  familyOf(value) !== undefined || /^[A-Za-z0-9]([-A-Za-z0-9.]{0,251}[A-Za-z0-9])?$/.test(value)
    ? undefined
    : 'must be a host name or an IP address';

/** IEEE 802.11: 1 to 32 bytes. */
export const ssid: Check = (value) => {
  const bytes = Buffer.byteLength(value);
  if (bytes < 1 || bytes > 32) {
    return 'must be 1 to 32 bytes';
  }

  return /\p{Cc}/u.test(value) ? 'must not contain control characters' : undefined;
};

/** WPA2: 8 to 63 printable ASCII characters or 64 hex digits. */
export const passphrase: Check = (value) =>
  /^[\x20-\x7e]{8,63}$/.test(value) || /^[0-9A-Fa-f]{64}$/.test(value)
    ? undefined
    : 'must be 8 to 63 printable ASCII characters, or 64 hex digits';
