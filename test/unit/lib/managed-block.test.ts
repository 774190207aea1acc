import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  managedBlock,
  outsideManagedBlock,
  withManagedBlock,
} from '../../../src/lib/managed-block.ts';

const line = fc.string({ unit: 'grapheme-ascii' }).filter((text) => !text.startsWith('# k3os'));

describe('a managed block', () => {
  it('changes nothing around it and reads back what was put in', () => {
    fc.assert(
      fc.property(fc.array(line), fc.array(line, { minLength: 1 }), (others, own) => {
        const text = withManagedBlock(others.map((each) => `${each}\n`).join(''), own);

        expect(managedBlock(text)).toEqual(own);
        expect(outsideManagedBlock(text)).toEqual(others);
        expect(withManagedBlock(text, own)).toBe(text);
      }),
    );
  });

  it('goes away with its last line', () => {
    const text = withManagedBlock('a\n', ['b']);

    expect(withManagedBlock(text, [])).toBe('a\n');
  });
});
