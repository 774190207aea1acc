import { describe, expect, it } from 'vitest';
import { renderBootState } from '../../../src/generations/boot-state.ts';
import { listGenerations, readBootState } from '../../../src/generations/read-generations.ts';
import { blocks, generation, onDisk, storeOf, systemFolder } from '../../support/generations.ts';
import type { MemoryTree } from '../../support/memory-files.ts';

const grubenv = '/boot/grub/grubenv';
const copy = '/boot/grub/grubenv.copy';
const disk = onDisk(systemFolder, generation(4), generation(5), generation(6));
const links: MemoryTree = {
  [`${systemFolder}/generations/current`]: { link: '5' },
  [`${systemFolder}/generations/previous`]: { link: '4' },
};
const state = { good: 5, previous: 4, trial: 6, tries: 2 };

const damaged: { is: string; block: MemoryTree; damage: string }[] = [
  { is: 'missing', block: {}, damage: 'it is missing' },
  { is: 'empty', block: { [grubenv]: '' }, damage: 'it is empty' },
  { is: 'zeros', block: { [grubenv]: '\0'.repeat(1024) }, damage: 'it holds zeros only' },
  { is: 'garbage', block: { [grubenv]: 'x'.repeat(1024) }, damage: 'it is no environment block' },
  { is: 'a folder', block: { [`${grubenv}/x`]: '' }, damage: 'it is missing' },
  {
    is: 'of another disk',
    block: { [grubenv]: renderBootState({ good: 77 }) },
    damage: 'its good generation is not there',
  },
];

describe('reading the boot state', () => {
  it('takes the first block, with its trial', () => {
    expect(readBootState(storeOf({ ...disk, ...blocks(state) }))).toEqual({
      state,
      source: 'grub/grubenv',
      damage: [],
    });
  });

  it.each(damaged)(
    'takes the second one when the first is $is, and a trial in it is none',
    ({ block, damage }) => {
      const known = readBootState(storeOf({ ...disk, ...block, [copy]: renderBootState(state) }));

      expect(known).toEqual({
        state: { good: 5, previous: 4 },
        source: 'grub/grubenv.copy',
        damage: [`${grubenv}: ${damage}`],
      });
    },
  );

  it('takes the links when both blocks are damaged, and says how', () => {
    const known = readBootState(storeOf({ ...disk, ...links, [grubenv]: '' }));

    expect(known).toEqual({
      state: { good: 5, previous: 4 },
      source: 'links',
      damage: [`${grubenv}: it is empty`, `${copy}: it is missing`],
    });
  });

  describe('beside another Linux', () => {
    const beside = { [`${systemFolder}/takeover`]: '' };
    const first = { trial: 6, tries: 2 };

    it('has a trial without a good one', () => {
      expect(readBootState(storeOf({ ...disk, ...beside, ...blocks(first) }))).toEqual({
        state: first,
        source: 'grub/grubenv',
        damage: [],
      });
    });

    it.each<{ when: string; files: MemoryTree; state: object }>([
      { when: 'that Linux is gone', files: { ...disk, ...blocks(first) }, state: {} },
      {
        when: 'the trial was given up',
        files: { ...disk, ...beside, ...blocks({ failed: 6 }) },
        state: { failed: 6 },
      },
      {
        when: 'the trial is not there',
        files: { ...disk, ...beside, ...blocks({ trial: 77, tries: 3 }) },
        state: {},
      },
      {
        when: 'there is a good one after all',
        files: { ...disk, ...beside, ...blocks({ trial: 6, tries: 2 }), ...links },
        state: first,
      },
      {
        when: 'the copy knows a good one',
        files: {
          ...disk,
          ...beside,
          [grubenv]: renderBootState(first),
          [copy]: renderBootState({ good: 5 }),
        },
        state: { good: 5 },
      },
    ])('has $state when $when', ({ files, state: expected }) => {
      expect(readBootState(storeOf(files)).state).toEqual(expected);
    });
  });

  it('says when there is nothing to go by', () => {
    expect(readBootState(storeOf(disk))).toMatchObject({ state: {}, source: 'nothing' });
  });

  it('goes by a short block as GRUB does, and says that it is short', () => {
    const short = renderBootState(state).subarray(0, 512);

    expect(readBootState(storeOf({ ...disk, [grubenv]: short }))).toEqual({
      state,
      source: 'grub/grubenv',
      damage: [`${grubenv}: it has 512 bytes, not 1024`],
    });
  });
});

describe('listing generations', () => {
  it('has them by number, and leaves out what is not finished', () => {
    const store = storeOf({
      ...onDisk(systemFolder, generation(9), { ...generation(4), number: 10 }),
      ...links,
      [`${systemFolder}/generations/11.tmp-0123/boot.env`]: '',
    });

    expect(listGenerations(store).map(({ number }) => number)).toEqual([9, 10]);
  });

  it.each([
    { when: 'has no record', content: undefined, problem: /generation.json is missing/ },
    { when: 'has a damaged record', content: '{', problem: /is no record of a generation/ },
    {
      when: 'has the record of another one',
      content: JSON.stringify(generation(3)),
      problem: /is the record of generation 3/,
    },
  ])('says it of one that $when', ({ content, problem }) => {
    const folder = `${systemFolder}/generations/4`;
    const store = storeOf({
      [`${folder}/boot.env`]: '',
      ...(content === undefined ? {} : { [`${folder}/generation.json`]: content }),
    });

    expect(listGenerations(store)).toEqual([
      { number: 4, problem: expect.stringMatching(problem) },
    ]);
  });
});
