import { expect, it } from 'vitest';
import { isWholeHash } from '../../../src/lib/password-hash.ts';

// Made by openssl passwd and mkpasswd.
it.each([
  '$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/',
  '$5$saltsalt$CwqMtw4JdV7Fvg/wkD0yN0T6HiwuB7hY0xzGUxdpq7C',
  '$6$saltsalt$Ndm.6A74kp/yJOOYkGUilK/sCJdHSezJKy7/VDL6eExF1XB0lVwUtLucl/A29Lb7KWEej90fSMn9m9as/GS1h0',
  '$2b$12$GhvMmNVjRW29ulnudl.LbuAnUtN/LRfe1JsBm1Xu6LE3059z5Tr8m',
  'plain',
])('%s can be the hash of a password', (hash) => {
  expect(isWholeHash(hash)).toBe(true);
});

it.each(['$6$salt$hash', '$6$salt$', '$5$saltsalt$abc', '$1$x', '$y$j9T$a$b'])(
  '%s is the hash of none',
  (hash) => {
    expect(isWholeHash(hash)).toBe(false);
  },
);
