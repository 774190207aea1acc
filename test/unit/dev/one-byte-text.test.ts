import { describe, expect, it } from 'vitest';
import { refuseWideText } from '../../../src/dev/one-byte-text.ts';

describe('the text of the program', () => {
  it('may have what takes one byte', () => {
    expect(() => refuseWideText('const quote = /^[\\u2018«µ]$/;\n')).not.toThrow();
  });

  it('may not have what takes two, and is told where it is and what to write', () => {
    expect(() => refuseWideText('first();\nconst quote = /^[\u2018]$/;\nlast();')).toThrow(
      'write \\u2018 for this character, with it the whole program takes twice the room: const quote = /^[\u2018]$/;',
    );
  });
});
