import { describe, expect, it } from 'vitest';
import {
  parseFetchedKeys,
  parseKeyCache,
  publicKeyOf,
  renderAuthorizedKeys,
  renderKeyCache,
} from '../../../src/lib/authorized-keys.ts';

const blob = 'AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';
const key = `ssh-ed25519 ${blob}`;
const second = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA';

describe('a public key line', () => {
  it.each([
    { when: 'it is bare', line: key, found: key },
    {
      when: 'it has a comment of several words',
      line: `${key} alice at home`,
      found: `${key} alice at home`,
    },
    { when: 'tabs separate its parts', line: `ssh-ed25519\t${blob}`, found: key },
    { when: 'options stand before it', line: `command="rm -rf /",no-pty ${key}`, found: key },
    { when: 'the blob says another type', line: `ssh-rsa ${blob}`, found: undefined },
    { when: 'the blob is cut short', line: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5', found: undefined },
    { when: 'its end is missing', line: key.slice(0, -4), found: undefined },
    { when: 'something follows it', line: `${key}AAAA`, found: undefined },
    { when: 'the blob is no base64', line: 'ssh-ed25519 AAAA*', found: undefined },
    { when: 'it is HTML', line: '<!DOCTYPE html>', found: undefined },
    { when: 'it is empty', line: '', found: undefined },
    { when: 'a control character is in it', line: `${key} a\u001bb`, found: undefined },
    { when: 'the type is a retired one', line: `ssh-dss ${blob}`, found: undefined },
  ])('is $found when $when', ({ line, found }) => {
    expect(publicKeyOf(line)).toBe(found);
  });
});

describe('keys from a server', () => {
  it.each([
    { when: 'lines end as on Windows', body: `${key}\r\n${second}\r\n`, found: [key, second] },
    { when: 'an error page stands around them', body: `<html>\n${key}\n</html>`, found: [key] },
    { when: 'one comes twice', body: `${key}\n${key}\n`, found: [key] },
    { when: 'one is commented out', body: `# ${key}\n${second}`, found: [second] },
    { when: 'there are none', body: '', found: [] },
  ])('are told from the rest when $when', ({ body, found }) => {
    expect(parseFetchedKeys(body)).toEqual(found);
  });

  it('are at most a thousand', () => {
    const body = Array.from({ length: 1001 }, (_, index) => `${key} ${index}`).join('\n');

    expect(parseFetchedKeys(body)).toHaveLength(1000);
  });

  it('come back from their cache with the boot in which they were fetched', () => {
    const text = renderKeyCache('github:alice', { bootId: 'abc', keys: [key, second] });

    expect(parseKeyCache(text)).toEqual({ bootId: 'abc', keys: [key, second] });
  });

  it('survive a damaged cache as far as they can be read', () => {
    expect(parseKeyCache(`\0\0\n${key}\nssh-ed255`)).toEqual({ bootId: '', keys: [key] });
  });
});

describe('the authorized_keys file', () => {
  it.each([
    { when: 'it is new', before: '', keys: [key], outside: [] },
    { when: 'a person added a key', before: `${second}\n`, keys: [key], outside: [second] },
    {
      when: 'k3OS once appended the same key',
      before: `${key} old\n${second}\n`,
      keys: [key],
      outside: [second],
    },
    {
      when: 'the configured key was restricted by hand',
      before: `no-pty ${key}\n`,
      keys: [key],
      outside: [],
    },
  ])('keeps what is not ours when $when, and settles at once', ({ before, keys, outside }) => {
    const once = renderAuthorizedKeys(before, keys);

    expect(once.split('\n').slice(0, outside.length)).toEqual(outside);
    expect(once.split('\n').filter((line) => line.includes(blob))).toEqual(keys);
    expect(renderAuthorizedKeys(once, keys)).toBe(once);
  });

  it('loses a key that is configured no more, and nothing else', () => {
    const before = renderAuthorizedKeys(`${second} by hand\n`, [key]);

    expect(renderAuthorizedKeys(before, [])).toBe(`${second} by hand\n`);
  });

  it('takes nothing away from a file whose end marker is lost', () => {
    const damaged = renderAuthorizedKeys(`${second} by hand\n`, [key]).replace('# k3os end\n', '');
    const mended = renderAuthorizedKeys(damaged, [key]);

    expect(mended).toContain(`${second} by hand\n`);
    expect(renderAuthorizedKeys(mended, [key])).toBe(mended);
  });
});
