import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../../src/lib/base64.ts';

describe('base64', () => {
  it.each([
    { when: 'it is whole', text: 'aGk=', bytes: 'hi' },
    { when: 'it has line breaks', text: 'aG\r\n k=\n', bytes: 'hi' },
    { when: 'its padding is missing', text: 'aGk', bytes: 'hi' },
    { when: 'it is empty', text: ' \n', bytes: '' },
  ])('is read when $when', ({ text, bytes }) => {
    expect(decodeBase64(text)?.toString()).toBe(bytes);
  });

  it.each(['a', 'aGk=aGk=', 'aG-k', 'aG k*', '====', 'aGkaG'])('is not what %s is', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });

  it.each([
    { what: 'good', last: '', length: 12_000_000 },
    { what: 'bad', last: '*', length: undefined },
  ])('is judged when it is large and $what', ({ last, length }) => {
    expect(decodeBase64(`${'A'.repeat(16_000_000)}${last}`)?.length).toBe(length);
  });
});
