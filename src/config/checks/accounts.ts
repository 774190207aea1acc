import { isWholeKey } from '../../lib/authorized-keys.ts';
import type { Check } from '../fields.ts';
import { matching } from './text.ts';

/** chpasswd reads `user:password` lines, so a line break would set another user's password. */
export const password: Check = (value) => {
  if (/[\r\n\0]/.test(value)) {
    return 'must be a single line';
  }

  return value.startsWith('$') && !/^\$[0-9a-z]+\$[^:\s]+$/.test(value)
    ? 'starts with $ but is no password hash such as $6$salt$hash'
    : undefined;
};

export const userName = matching(/^[a-z_][a-z0-9_-]{0,31}$/, 'a user name');

/** `user`, `user:group`, names or numbers. */
export const owner = matching(
  /^([a-z_][a-z0-9_-]*|[0-9]+)?(:([a-z_][a-z0-9_-]*|[0-9]+))?$/,
  'an owner such as root or root:root',
);

/** setuid, setgid and sticky need their own digit, so 4755 is deliberate. */
export const permissions = matching(/^0?o?[0-7]{3,4}$/, 'octal permissions such as 0644');

export const environmentKey = matching(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  'letters, digits and _, not starting with a digit',
);

const keyTypes =
  /(?:^|\s)(ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp(?:256|384|521)|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)\s+([A-Za-z0-9+/]+=*)(?:\s|$)/;

/** A public key line, or where to fetch some: `github:alice`, `gitlab:bob`, `https://…`. */
export const authorizedKey: Check = (value) => {
  if (/^[a-z]+:[A-Za-z0-9._-]+$/.test(value) || /^https?:\/\/\S+$/.test(value)) {
    return undefined;
  }

  if (/[\r\n]/.test(value.trim())) {
    return 'must be one key: write each as an item of the list';
  }
  const [, type = '', blob = ''] = keyTypes.exec(value) ?? [];
  if (type === '' || value.includes('\0')) {
    return 'must be an OpenSSH public key, github:USER, gitlab:USER or a URL';
  }
  return isWholeKey(type, blob) ? undefined : 'is no whole public key: copy its line once more';
};
