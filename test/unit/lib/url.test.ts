import { describe, expect, it } from 'vitest';
import { OperationError } from '../../../src/errors.ts';
import { parseWebUrl, shownUrl, withoutUrlSecrets } from '../../../src/lib/url.ts';

describe('a URL that is shown', () => {
  it.each([
    ['https://user:canary@host:8443/a?token=canary#canary', 'https://host:8443/a'],
    ['http://user:canary@host:99999/a', 'http://…'],
    ['http://user:12x/canary@host/a', 'http://…'],
    ['http://user:1x?canary@host/a', 'http://…'],
    ['http://user:1x#canary@host/a', 'http://…'],
    ['user:canary@host/a', '…'],
    ['//user:canary@host:99999/a', '//…'],
    ['http://[fe80::1%eth0]:80/a?token=canary', 'http://[fe80::1%eth0]:80/a'],
    ['http://user:canary@[fe80::1%eth0]/a?to=b@canary', 'http://[fe80::1%eth0]/a'],
    ['/login?back=b@canary', '/login'],
    ['cfg.example/a?canary', 'cfg.example/a'],
    ['file:///srv/a', 'file:///srv/a'],
  ])('is without secrets: %s', (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
  });

  it('is so inside a message, too', () => {
    expect(
      withoutUrlSecrets('https://u:canary@h/a?canary is an url with embedded credentials.'),
    ).toBe('https://h/a is an url with embedded credentials.');
    expect(withoutUrlSecrets('"http://u:canary@h:99999" is none, http://i/ is')).toBe(
      '"http://…" is none, http://i/ is',
    );
  });
});

describe('a URL that is asked', () => {
  it.each([
    { url: 'http://h/a', href: 'http://h/a', zoned: undefined, authorization: undefined },
    {
      url: 'https://al:p%40w@h/a?b',
      href: 'https://h/a?b',
      zoned: undefined,
      authorization: 'al:p@w',
    },
    { url: 'http://100%:@h/', href: 'http://h/', zoned: undefined, authorization: '100%:' },
    {
      url: 'http://al:pw@[fe80::1%eth0]:81/a',
      href: 'http://[fe80::1]:81/a',
      zoned: 'fe80::1%eth0',
      authorization: 'al:pw',
    },
  ])('is taken apart: $url', ({ url, href, zoned, authorization }) => {
    const { target, zoned: found, headers } = parseWebUrl(url);

    expect({ href: target.href, zoned: found }).toEqual({ href, zoned });
    expect(headers).toEqual(
      authorization === undefined
        ? {}
        : { authorization: `Basic ${Buffer.from(authorization).toString('base64')}` },
    );
  });

  it.each([
    {
      url: 'http://u:1x/canary@h/',
      says: 'http://… cannot be read as an address: write http://HOST/PATH or https://HOST/PATH, and / ? # in a password as %2F %3F %23',
    },
    { url: 'ftp://u:canary@h/a', says: 'ftp://h/a is not asked: only http and https are' },
    { url: 'u:canary@h/a', says: '… is not asked: only http and https are' },
  ])('is refused in plain words: $url', ({ url, says }) => {
    expect(() => parseWebUrl(url)).toThrow(new OperationError(says));
  });
});
