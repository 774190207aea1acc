import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/lib/text-bytes.ts';

describe('decodeText', () => {
  it('decodes UTF-8 and drops a byte order mark', () => {
    expect(decodeText(Buffer.from('\ufeffé\n'))).toEqual({ text: 'é\n' });
    expect(decodeText('\ufeffé\n')).toEqual({ text: 'é\n' });
  });

  it.each([
    {
      flaw: 'bad byte in line 3',
      bytes: Buffer.from('a\nb\n\xea', 'latin1'),
      line: 3,
      reason: 'contains bytes that are not UTF-8 text',
    },
    {
      flaw: 'control character',
      bytes: Buffer.from('a\n\x1b[2J'),
      line: 2,
      reason: 'contains the control character U+001B',
    },
    {
      flaw: 'UTF-16',
      bytes: Buffer.from([0xfe, 0xff, 0, 0x61]),
      line: 1,
      reason: 'is UTF-16 text: save the file as UTF-8',
    },
  ])('names the line of a $flaw', ({ bytes, line, reason }) => {
    expect(decodeText(bytes)).toEqual({ fault: { line, reason } });
  });

  it('takes any printable text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeText(Buffer.from(text))).toEqual({ text: text.replace(/^\ufeff/, '') });
      }),
    );
  });
});
