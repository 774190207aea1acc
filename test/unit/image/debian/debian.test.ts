import { describe, expect, it } from 'vitest';
import {
  findKeyring,
  parseAptOptions,
  parseArchives,
  sourceLines,
} from '../../../../src/image/debian/debian.ts';

const stanza = (fields: Record<string, string>) =>
  Object.entries({ 'Repo-URI': 'http://mirror.example/debian/', Component: 'main', ...fields })
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

describe('the archives of a machine', () => {
  it.each([
    { when: 'it is the release itself', fields: { Release: 'bookworm' }, found: 1 },
    { when: 'it has its updates', fields: { Release: 'bookworm-updates' }, found: 1 },
    { when: 'it has its security updates', fields: { Release: 'bookworm-security' }, found: 1 },
    { when: 'it is of somebody else', fields: { Release: 'cloud-sdk-bookworm' }, found: 0 },
    { when: 'it is of another release', fields: { Release: 'sid' }, found: 0 },
    {
      when: 'it is not the free part',
      fields: { Release: 'bookworm', Component: 'non-free' },
      found: 0,
    },
    { when: 'it says nothing', fields: {}, found: 0 },
  ])('are taken ($found) when $when', ({ fields, found }) => {
    expect(parseArchives(stanza(fields), 'bookworm')).toHaveLength(found);
  });

  it('are each taken once, however many indexes they have', () => {
    const text = [stanza({ Release: 'bookworm' }), stanza({ Release: 'bookworm' })].join('\n\n');

    expect(parseArchives(text, 'bookworm')).toEqual([
      { repository: 'http://mirror.example/debian/', suite: 'bookworm' },
    ]);
  });

  it('become those of the release the image is made of', () => {
    const archives = [
      { repository: 'http://m/debian/', suite: 'bookworm' },
      { repository: 'http://m/security/', suite: 'bookworm-security' },
    ];

    expect(sourceLines(archives, 'bookworm', ['main', 'non-free-firmware'])).toEqual([
      'deb http://m/debian/ trixie main non-free-firmware',
      'deb http://m/security/ trixie-security main non-free-firmware',
    ]);
  });
});

describe('settings of apt', () => {
  it('are taken over where they decide whether the mirror can be used', () => {
    const dump = [
      'APT::Architecture "amd64";',
      'Acquire::Check-Date "false";',
      'Acquire::http::Proxy "http://proxy:3128";',
      'Acquire::https::Proxy "";',
      'Acquire::Languages "none";',
    ].join('\n');

    expect(parseAptOptions(dump)).toEqual([
      'Acquire::Check-Date "false"',
      'Acquire::http::Proxy "http://proxy:3128"',
    ]);
  });
});

describe('the keyring', () => {
  it.each(['gpg', 'pgp'])('may end in .%s', (ending) => {
    expect(findKeyring((path) => path.endsWith(ending))).toBe(
      `/usr/share/keyrings/debian-archive-keyring.${ending}`,
    );
  });

  it('may be missing', () => {
    expect(findKeyring(() => false)).toBeUndefined();
  });
});
