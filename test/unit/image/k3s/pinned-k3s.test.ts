import { describe, expect, it } from 'vitest';
import type { Profile } from '../../../../src/image/build/profile.ts';
import { digestOf, pinnedK3s } from '../../../../src/image/k3s/pinned-k3s.ts';

const digest = 'a'.repeat(64);
const list = 'https://example.org/sha256sum-amd64.txt';

describe('the digest of a release', () => {
  it.each([
    { style: 'text mode', sums: `${'b'.repeat(64)}  k3s-images.tar\n${digest}  k3s\n` },
    { style: 'binary mode', sums: `${digest} *k3s\n` },
  ])('is read in $style of sha256sum', ({ sums }) => {
    expect(digestOf(sums, 'k3s', list)).toBe(digest);
  });

  it.each([
    { when: 'the list does not name it', sums: `${digest}  k3s-arm64\n` },
    { when: 'the list is a page that says something else', sums: '<html>k3s k3s</html>' },
    { when: 'it is cut short', sums: `${digest.slice(1)}  k3s\n` },
  ])('is refused when $when', ({ sums }) => {
    expect(() => digestOf(sums, 'k3s', list)).toThrow(`${list} has no digest of k3s`);
  });
});

describe('the pinned release', () => {
  const profile = {
    k3s: { version: 'v1.36.2+k3s1', releases: 'http://127.0.0.1:1/download' },
  } as Profile;

  it('that cannot be had is said with what to do instead', async () => {
    await expect(pinnedK3s(profile, 'amd64')).rejects.toThrow(
      /cannot fetch http:\/\/127\.0\.0\.1:1\/download\/v1\.36\.2%2Bk3s1\/sha256sum-amd64\.txt: .*--k3s none/,
    );
  });
});
