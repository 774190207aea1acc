import { describe, expect, it } from 'vitest';
import { together } from '../../../../src/image/build/together.ts';

describe('work side by side', () => {
  it('gives each its result', async () => {
    const [name, absent, number] = await together([Promise.resolve('a'), undefined, 7]);

    expect([name, absent, number]).toEqual(['a', undefined, 7]);
  });

  it('fails when all have ended, not while one still runs', async () => {
    let ended = false;
    const slow = new Promise<void>((resolve) => {
      setTimeout(() => {
        ended = true;
        resolve();
      }, 20);
    });

    await expect(together([Promise.reject(new Error('disk full')), slow])).rejects.toThrow(
      'disk full',
    );
    expect(ended).toBe(true);
  });
});
