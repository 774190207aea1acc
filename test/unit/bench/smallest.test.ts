import { describe, expect, it } from 'vitest';
import { smallest } from '../../bench/vm/smallest.ts';

const sizes = [256, 288, 320, 352, 384];

describe('the smallest size that is enough', () => {
  it.each([
    { needed: 1, found: 256 },
    { needed: 300, found: 320 },
    { needed: 320, found: 320 },
    { needed: 384, found: 384 },
    { needed: 385, found: undefined },
  ])(
    'is $found when $needed is needed, found with three tries at most',
    async ({ needed, found }) => {
      const tried: number[] = [];
      const result = await smallest(sizes, async (size) => {
        tried.push(size);
        return size >= needed;
      });

      expect(result).toBe(found);
      expect(tried.length).toBeLessThanOrEqual(3);
      expect(new Set(tried).size).toBe(tried.length);
    },
  );
});
