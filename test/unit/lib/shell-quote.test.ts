import { describe, expect, it } from 'vitest';
import { doubleQuote, shellQuote, singleQuote } from '../../../src/lib/shell-quote.ts';

describe('quoting for a shell', () => {
  it.each([
    { word: 'plain-1.2/x', quoted: 'plain-1.2/x' },
    { word: '', quoted: "''" },
    { word: 'a b', quoted: "'a b'" },
    { word: "it's", quoted: "'it'\\''s'" },
    { word: '$(reboot)', quoted: "'$(reboot)'" },
    { word: '~root', quoted: "'~root'" },
  ])('writes $word as $quoted', ({ word, quoted }) => {
    expect(shellQuote(word)).toBe(quoted);
  });

  it.each([
    { text: 'plain', quoted: "'plain'" },
    { text: "it's $a", quoted: "'it'\\''s $a'" },
  ])('writes $text between single quotes as $quoted', ({ text, quoted }) => {
    expect(singleQuote(text)).toBe(quoted);
  });

  it('escapes inside double quotes what a shell would read there', () => {
    expect(doubleQuote('a "b" $c `d` \\e !f')).toBe('"a \\"b\\" \\$c \\`d\\` \\\\e !f"');
  });
});
