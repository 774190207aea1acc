import { describe, expect, it } from 'vitest';
import { BoundedText } from '../../../src/effects/bounded-text.ts';

function collected(limit: number, ...parts: string[]): string {
  const text = new BoundedText(limit);
  for (const part of parts) {
    text.add(Buffer.from(part));
  }
  return text.toString();
}

describe('bounded text', () => {
  it.each([
    { when: 'it fits', parts: ['abc', 'def'], kept: 'abcdef' },
    { when: 'it is exactly as long as the limit', parts: ['12345678'], kept: '12345678' },
    {
      when: 'one part is too long',
      parts: ['1234-----5678'],
      kept: '1234\n[… 5 bytes left out …]\n5678',
    },
    {
      when: 'many parts are',
      parts: ['12', '34x', 'x56', '78'],
      kept: '1234\n[… 2 bytes left out …]\n5678',
    },
  ])('keeps head and tail when $when', ({ parts, kept }) => {
    expect(collected(8, ...parts)).toBe(kept);
  });
});
