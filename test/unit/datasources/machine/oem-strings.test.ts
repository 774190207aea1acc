import { describe, expect, it } from 'vitest';
import { oemStrings } from '../../../../src/datasources/machine/oem-strings.ts';

function structure(count: number, texts: string, { type = 11, length = 5 } = {}): Buffer {
  const header = Buffer.from([type, length, 0x00, 0x0e, count]);
  return Buffer.concat([header, Buffer.alloc(Math.max(length - 5, 0)), Buffer.from(texts)]);
}

describe('strings of SMBIOS', () => {
  it.each([
    { what: 'two of them', raw: structure(2, 'a=1\0b=2\0\0'), is: ['a=1', 'b=2'] },
    { what: 'a longer header', raw: structure(1, 'a=1\0\0', { length: 8 }), is: ['a=1'] },
    { what: 'none', raw: structure(0, '\0\0'), is: [] },
    { what: 'letters beyond ASCII', raw: structure(1, 'a=ü\0\0'), is: ['a=ü'] },
    { what: 'fewer than were said', raw: structure(3, 'a=1\0'), is: ['a=1'] },
    { what: 'one that is cut', raw: structure(2, 'a=1\0b='), is: ['a=1'] },
    { what: 'another structure', raw: structure(1, 'a=1\0\0', { type: 1 }), is: [] },
    { what: 'nothing at all', raw: Buffer.alloc(0), is: [] },
  ])('are $is of $what', ({ raw, is }) => {
    expect(oemStrings(raw)).toEqual(is);
  });
});
