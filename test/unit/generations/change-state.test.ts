import { describe, expect, it } from 'vitest';
import { parseBootState, renderBootState } from '../../../src/generations/boot-state.ts';
import { changeBootState, writeBootState } from '../../../src/generations/change-state.ts';
import { arm, commit } from '../../../src/generations/transitions.ts';
import { blocks, generation, onDisk, storeOf, systemFolder } from '../../support/generations.ts';

const [grubenv, copy] = ['/boot/grub/grubenv', '/boot/grub/grubenv.copy'];
const disk = onDisk(systemFolder, generation(4), generation(5), generation(6));
const settled = { good: 5, previous: 4 };

describe('a change of the boot state', () => {
  it('is written over both blocks in place, the copy first', () => {
    const store = storeOf({ ...disk, ...blocks(settled) });

    changeBootState(store, (state) => arm(state, 6));

    const content = renderBootState({ ...settled, trial: 6, tries: 3 }).toString();
    expect(store.system.effects).toEqual([
      { did: 'overwrite', path: copy, content },
      { did: 'overwrite', path: grubenv, content },
    ]);
  });

  it('writes nothing when it is none', () => {
    const store = storeOf({ ...disk, ...blocks(settled) });

    changeBootState(store, (state) => state);

    expect(store.system.effects).toEqual([]);
  });

  it('writes nothing when it is refused', () => {
    const store = storeOf({ ...disk, ...blocks(settled) });

    expect(() => changeBootState(store, (state) => commit(state, 5))).toThrow(/on trial/);
    expect(store.system.effects).toEqual([]);
  });

  it.each([
    { when: 'missing', content: undefined },
    { when: 'empty', content: '' },
    { when: 'short', content: renderBootState(settled).subarray(0, 512) },
    { when: 'a link', content: { link: '/boot/grub/elsewhere' } },
  ])(
    'makes the first block whole again when it is $when, also without another change',
    ({ content }) => {
      const { [grubenv]: _, ...rest } = blocks(settled);
      const store = storeOf({
        ...disk,
        ...rest,
        ...(content === undefined ? {} : { [grubenv]: content }),
      });

      changeBootState(store, (state) => state);

      expect(parseBootState(store.system.files.read(grubenv))).toEqual({ state: settled });
      expect(store.system.files.status(grubenv)).toMatchObject({ kind: 'file', size: 1024 });
    },
  );

  it('is never written without a good generation', () => {
    const store = storeOf({ ...disk, ...blocks(settled) });

    expect(() => writeBootState(store, {})).toThrow(/no good generation is known/);
    expect(store.system.effects).toEqual([]);
  });
});
