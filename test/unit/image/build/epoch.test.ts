import { describe, expect, it } from 'vitest';
import { sourceDateEpoch } from '../../../../src/image/build/epoch.ts';

describe('the date of an image', () => {
  it('is the one that is given', async () => {
    expect(await sourceDateEpoch('/nowhere', '1790000000')).toBe(1_790_000_000);
  });

  it.each(['', 'yesterday', '-1', '1e9'])('is refused when it is %o', async (given) => {
    await expect(sourceDateEpoch('/nowhere', given)).rejects.toThrow(
      `SOURCE_DATE_EPOCH=${given}: not a number of seconds since 1970`,
    );
  });
});
