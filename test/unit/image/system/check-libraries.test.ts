import { expect, it } from 'vitest';
import { wanted } from '../../../../src/image/system/check-libraries.ts';

it('knows of each library the first file that needs it', () => {
  const listing = [
    'File: usr/bin/curl',
    '',
    'Dynamic section at offset 0x3f00 contains 30 entries:',
    ' 0x0000000000000001 (NEEDED)             Shared library: [libcurl.so.4]',
    ' 0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]',
    'File: usr/bin/true',
    ' 0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]',
    ' 0x000000000000000e (SONAME)             Library soname: [libtrue.so.1]',
  ].join('\n');

  expect([...wanted(listing)]).toEqual([
    ['libcurl.so.4', 'usr/bin/curl'],
    ['libc.so.6', 'usr/bin/curl'],
  ]);
});
