import { expect, it } from 'vitest';
import { isWholeHash } from '../../../src/lib/password-hash.ts';

// By openssl passwd; bcrypt is a method that is not known here.
it.each([
  '$1$saltsalt$4px9i58NU2Z2/vZOUlGjq.',
  '$5$saltsalt$hcyDOxdIg0p3xyqtpHh/v8Ph.am06tQaovp1KpEklb7',
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
