import { describe, expect, it } from 'vitest';
import { waitBeforeNext } from '../../../../src/datasources/http/timing.ts';

const usual = { attempt: 1, firstWaitMs: 250, leftMs: 60_000, afterMs: undefined, random: 0 };

describe('the wait before another try', () => {
  it.each([
    { attempt: 1, least: 125, most: 250 },
    { attempt: 2, least: 250, most: 500 },
    { attempt: 4, least: 1000, most: 2000 },
    { attempt: 50, least: 10_000, most: 20_000 },
  ])('is $least to $most ms after try $attempt', ({ attempt, least, most }) => {
    expect(waitBeforeNext({ ...usual, attempt })).toBe(least);
    expect(waitBeforeNext({ ...usual, attempt, random: 0.99999 })).toBe(most);
  });

  it('is never shorter than the server wishes, and not the same for all who were told the same', () => {
    expect(waitBeforeNext({ ...usual, afterMs: 5000 })).toBe(5000);
    expect(waitBeforeNext({ ...usual, afterMs: 5000, random: 0.5 })).toBe(5063);
  });

  it('is none when the time would be over', () => {
    expect(waitBeforeNext({ ...usual, leftMs: 125 })).toBeUndefined();
    expect(waitBeforeNext({ ...usual, leftMs: 126 })).toBe(125);
  });
});
