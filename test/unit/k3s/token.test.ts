import { describe, expect, it } from 'vitest';
import { parseToken } from '../../../src/k3s/token.ts';

const hash = 'ab'.repeat(32);

describe('a token', () => {
  it.each([
    { text: 'secret', form: 'short' },
    { text: 'abcdef.0123456789abcdef', form: 'bootstrap' },
    { text: `K10${hash}::server:secret`, form: 'full' },
    { text: `K10${hash}::node:a:b`, form: 'full' },
    { text: `K10${hash}::abcdef.0123456789abcdef`, form: 'full' },
    { text: 'K10::server:secret', form: 'full' },
    { text: 'k10lower', form: 'short' },
  ])('$text is $form', ({ text, form }) => {
    expect(parseToken(text)).toMatchObject({ form });
  });

  it.each([
    { when: 'empty', text: '', reason: 'is empty' },
    { when: 'cut off', text: `K10${hash}`, reason: 'has no ::' },
    { when: 'with a short hash', text: 'K10abc::server:canary', reason: 'CA hash of 3 characters' },
    {
      when: 'with a hash of other letters',
      text: `K10${'z'.repeat(64)}::server:canary`,
      reason: 'other characters',
    },
    { when: 'without a password', text: `K10${hash}::server:`, reason: 'no USER:PASSWORD' },
    { when: 'without a user', text: `K10${hash}::canary`, reason: 'no USER:PASSWORD' },
  ])('$when is refused with a reason that does not show it', ({ text, reason }) => {
    const result = parseToken(text);

    expect(result).toContain(reason);
    expect(result).not.toContain('canary');
  });
});
