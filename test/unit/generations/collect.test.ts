import { describe, expect, it } from 'vitest';
import { collectGarbage } from '../../../src/generations/collect.ts';
import { blocks, generation, onDisk, storeOf, systemFolder } from '../../support/generations.ts';

// 3 shares its kernel with 5; 6 was given up.
const disk = onDisk(
  systemFolder,
  generation(2),
  generation(3, { kernel: '6.5.0' }),
  generation(4),
  generation(5),
  generation(6),
);
const state = { good: 5, previous: 4, failed: 6 };
const names = (store: ReturnType<typeof storeOf>, part: string) =>
  store.system.files.list(`${systemFolder}/${part}`);

describe('cleaning up generations', () => {
  it('leaves the good one and the one before it, with all they need', async () => {
    const store = storeOf({ ...disk, ...blocks(state) });

    const garbage = await collectGarbage(store, state, 5);

    expect(garbage.generations).toEqual([2, 3, 6]);
    expect(names(store, 'generations')).toEqual(['4', '5', 'current', 'previous']);
    expect(names(store, 'kernel')).toEqual(['6.4.0', '6.5.0', 'current', 'previous']);
    expect(names(store, 'k3os')).toEqual(['current', 'previous', 'v0.4.0', 'v0.5.0']);
  });

  it('has its links on disk before anything goes', async () => {
    const store = storeOf({ ...disk, ...blocks(state) });

    await collectGarbage(store, state, 5);

    const order = store.system.effects.map(({ did }) => did).filter((did) => did !== 'exec');
    expect(order.lastIndexOf('link')).toBeLessThan(order.indexOf('rename'));
  });

  it('removes what is not finished', async () => {
    const store = storeOf({
      ...onDisk(systemFolder, generation(4), generation(5)),
      [`${systemFolder}/k3s/v9.tmp-0123/k3s`]: 'half',
    });

    expect(await collectGarbage(store, state, 5)).toEqual({ generations: [], folders: [] });
    expect(names(store, 'k3s')).not.toContain('v9.tmp-0123');
  });

  it.each([
    { when: 'a generation is on trial', given: { ...state, trial: 6, tries: 1 }, booted: 5 },
    { when: 'another one runs', given: state, booted: 4 },
    { when: 'it is not known what runs', given: state, booted: undefined },
    { when: 'nothing is good', given: {}, booted: 5 },
  ])('is refused when $when', async ({ given, booted }) => {
    const store = storeOf(disk);

    await expect(collectGarbage(store, given, booted)).rejects.toThrow(/nothing is removed while/);
    expect(store.system.effects).toEqual([]);
  });

  it.each([
    { when: 'damaged', content: '{', reason: /what generation 4 needs: .* no record/ },
    {
      when: 'of another',
      content: JSON.stringify(generation(3)),
      reason: /the record of generation 3/,
    },
  ])('is refused when a record that is needed is $when', async ({ content, reason }) => {
    const store = storeOf({ ...disk, [`${systemFolder}/generations/4/generation.json`]: content });

    await expect(collectGarbage(store, state, 5)).rejects.toThrow(reason);
    expect(store.system.effects).toEqual([]);
  });
});
