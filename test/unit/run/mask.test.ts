import { describe, expect, it } from 'vitest';
import { masker } from '../../../src/run/mask.ts';

describe('masking', () => {
  it('leaves a short word alone where it is a part of something else', () => {
    const mask = masker(['rancher', 'serv']);

    expect(mask('write /etc/rancher/k3s as rancher with server')).toBe(
      'write /etc/rancher/k3s as *** with server',
    );
  });

  it.each([
    {
      when: 'a secret stands inside a word',
      secrets: ['canary-8'],
      text: 'K3S_TOKEN=canary-81',
      masked: 'K3S_TOKEN=***1',
    },
    {
      when: 'it is escaped in JSON',
      secrets: ['a"b\\c'],
      text: '{"x":"a\\"b\\\\c"}',
      masked: '{"x":"***"}',
    },
    {
      when: 'one secret holds another',
      secrets: ['abcd', 'abcdef'],
      text: 'abcdef abcd',
      masked: '*** ***',
    },
    {
      when: 'a value is too short to be one',
      secrets: ['on', ''],
      text: 'on and on',
      masked: 'on and on',
    },
  ])('replaces every occurrence when $when', ({ secrets, text, masked }) => {
    expect(masker(secrets)(text)).toBe(masked);
  });
});
