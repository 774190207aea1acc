import { expect, it } from 'vitest';
import { holdsSecrets } from '../../../src/config/holds-secrets.ts';

it.each([
  { secret: false, what: 'nothing', yaml: '' },
  { secret: false, what: 'a name and keys', yaml: 'hostname: a\nssh_authorized_keys: [github:b]' },
  { secret: true, what: 'a token', yaml: 'k3os: {token: abc}' },
  { secret: true, what: 'a password', yaml: 'k3os: {password: rancher}' },
  { secret: true, what: 'a password in an argument', yaml: 'k3os: {k3s_args: [--token=abcd]}' },
  { secret: false, what: 'a file', yaml: 'write_files: [{path: /a, content: b}]' },
  {
    secret: false,
    what: 'a program',
    yaml: 'write_files: [{path: /a, content: b, permissions: "0755"}]',
  },
  {
    secret: true,
    what: 'a file that others may not read',
    yaml: 'write_files: [{path: /a, content: b, permissions: "0640"}]',
  },
  { secret: true, what: 'what cannot be read', yaml: 'k3os: {token: [\n' },
])('a configuration with $what holds secrets: $secret', ({ yaml, secret }) => {
  expect(holdsSecrets([{ file: 'config.yaml', format: 'yaml', content: yaml }])).toBe(secret);
});

it.each([
  { words: 'console=ttyS0 k3os.mode=install', secret: false },
  { words: 'k3os.token=abc', secret: true },
])('a command line with $words holds secrets: $secret', ({ words, secret }) => {
  expect(holdsSecrets([{ file: 'words', format: 'kernel-cmdline', content: words }])).toBe(secret);
});
