import { describe, expect, it } from 'vitest';
import { firstDelay, nextRetryDelay } from '../../../src/lib/backoff.ts';

describe('waiting before the next try', () => {
  it.each([
    { attempt: 0, random: 0.5, delay: 500 },
    { attempt: 1, random: 0.5, delay: 1000 },
    { attempt: 6, random: 1, delay: 64_000 },
    { attempt: 7, random: 1, delay: 120_000 },
    { attempt: 5000, random: 1, delay: 120_000 },
    { attempt: 3, random: 0, delay: 0 },
  ])(
    'takes $delay ms after $attempt failures and the draw $random',
    ({ attempt, random, delay }) => {
      expect(nextRetryDelay(attempt, random)).toBe(delay);
    },
  );
});

describe('the first request of a node', () => {
  const ids = Array.from({ length: 3000 }, (_, index) => index.toString(16).padStart(32, '0'));

  it('comes at the same place of the window at every boot', () => {
    expect(firstDelay(ids[7] ?? '', 30_000)).toBe(firstDelay(ids[7] ?? '', 30_000));
  });

  it('spreads a fleet evenly: no tenth of the window gets over 13 % of it', () => {
    const tenths = Map.groupBy(ids, (id) => Math.floor(firstDelay(id, 30_000) / 3000));
    const shares = [...tenths.values()].map((members) => members.length / ids.length);

    expect([...tenths.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Math.max(...shares)).toBeLessThan(0.13);
  });
});
