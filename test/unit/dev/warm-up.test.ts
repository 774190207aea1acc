import { expect, it } from 'vitest';
import { warmUp } from '../../../src/dev/entries/warm-up.ts';

it('runs through what every start runs, without touching the machine', async () => {
  await expect(warmUp()).resolves.toBeUndefined();
});
