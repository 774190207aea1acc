import { describe, expect, it } from 'vitest';
import { isWithin, parseSizeBounds, shownSize } from '../../../src/lib/size-bounds.ts';

/** What a disk sold as 32G really has. */
const sold32 = 32_017_047_552;

describe('bounds of a size', () => {
  it.each([
    { bounds: '>=32G', bytes: sold32, within: true },
    { bounds: '>32G', bytes: 32e9, within: false },
    { bounds: '>=32Gi', bytes: sold32, within: false },
    { bounds: '>=32GB', bytes: sold32, within: true },
    { bounds: '<1T', bytes: sold32, within: true },
    { bounds: '>=32G <1T', bytes: 2e12, within: false },
    { bounds: '>=32G, <=1T', bytes: 1e12, within: true },
    { bounds: '>=1.5T', bytes: 1.4e12, within: false },
  ])('hold or not: $bytes bytes for $bounds', ({ bounds, bytes, within }) => {
    const parsed = parseSizeBounds(bounds);

    expect(parsed && isWithin(bytes, parsed)).toBe(within);
  });

  it.each(['', '32G', '=32G', '>=32', '>= 32G', '>=32K', '>=-1G', '>=32G 1T', '=>32G'])(
    'are not made of %j',
    (text) => {
      expect(parseSizeBounds(text)).toBeUndefined();
    },
  );

  it.each([
    [sold32, '32 GB'],
    [1_000_204_886_016, '1 TB'],
    [512 * 1024 ** 2, '536.9 MB'],
  ])('shows %i bytes as %s', (bytes, shown) => {
    expect(shownSize(bytes)).toBe(shown);
  });
});
