import { describe, expect, it } from 'vitest';
import { parseBootState, renderBootState } from '../../../src/generations/boot-state.ts';
import { renderBlock } from '../../../src/generations/environment-block.ts';

describe('the state that the boot loader goes by', () => {
  it.each([
    {},
    { good: 1 },
    { good: 5, previous: 4 },
    { good: 5, previous: 4, trial: 6, tries: 3 },
    { good: 5, previous: 4, trial: 6, tries: 0 },
    { good: 999_999_999, previous: 999_999_998, failed: 999_999_997 },
  ])('is the same after it was written and read: %j', (state) => {
    expect(parseBootState(renderBootState(state))).toEqual({ state });
  });

  it('does not know a variable that is set to nothing', () => {
    expect(parseBootState(renderBlock({ good: '5', trial: '' }))).toEqual({ state: { good: 5 } });
  });

  it.each(['5/../6', '-1', '0', '05', 'v5', '5 6', '9'.repeat(10)])(
    'does not take %s for a generation, and says which variable is wrong',
    (good) => {
      expect(parseBootState(renderBlock({ good, previous: '4' }))).toEqual({
        state: { previous: 4 },
        damage: 'its good is no number of a generation or try',
      });
    },
  );

  it('does not take more tries than there are', () => {
    expect(parseBootState(renderBlock({ good: '1', trial: '2', tries: '4' })).damage).toMatch(
      /its tries is no number/,
    );
  });

  it('leaves out variables of others', () => {
    expect(parseBootState(renderBlock({ good: '5', root: '(hd9)', prefix: '/x' }))).toEqual({
      state: { good: 5 },
    });
  });
});
