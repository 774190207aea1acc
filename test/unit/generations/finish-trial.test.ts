import { describe, expect, it } from 'vitest';
import type { BootState } from '../../../src/generations/boot-state.ts';
import { commitTrial, failTrial, noteStart } from '../../../src/generations/finish-trial.ts';
import { readFailure } from '../../../src/generations/outcomes.ts';
import { readBootState } from '../../../src/generations/read-generations.ts';
import { blocks, generation, onDisk, storeOf, systemFolder } from '../../support/generations.ts';

const disk = onDisk(systemFolder, generation(4), generation(5), generation(6));
const settled = { good: 5, previous: 4 };
const node = (state: BootState) => storeOf({ ...disk, ...blocks(state) });

describe('a start', () => {
  it.each([
    { tries: 0, reason: 'did not come up in 3 starts' },
    { tries: 2, reason: 'could not be loaded, or another one was chosen in the boot menu' },
  ])('ends a trial with $tries tries left that was not what started', ({ tries, reason }) => {
    const store = node({ ...settled, trial: 6, tries });

    expect(noteStart(store, 5)).toBe(`generation 6 ${reason}; generation 5 runs`);

    expect(readBootState(store).state).toEqual({ ...settled, failed: 6 });
    expect(readFailure(store.system.files, 6)).toBe(reason);
  });

  it.each([
    { when: 'the trial has started', state: { ...settled, trial: 6, tries: 2 }, booted: 6 },
    { when: 'nothing is on trial', state: settled, booted: 5 },
    { when: 'the one before was chosen', state: settled, booted: 4 },
    { when: 'it ran from a medium', state: { ...settled, trial: 6, tries: 2 }, booted: undefined },
  ])('changes nothing when $when', ({ state, booted }) => {
    const store = node(state);

    expect(noteStart(store, booted)).toBeUndefined();
    expect(store.system.effects).toEqual([]);
  });

  it('makes the blocks whole again', () => {
    const store = storeOf({ ...disk, ...blocks(settled), '/boot/grub/grubenv': '' });

    expect(noteStart(store, 5)).toBeUndefined();
    expect(readBootState(store)).toMatchObject({ state: settled, damage: [] });
  });
});

describe('the end of a trial', () => {
  it('makes it good, with links to it', () => {
    const store = node({ ...settled, trial: 6, tries: 2 });

    expect(commitTrial(store, 6)).toEqual({ good: 6, previous: 5 });
    expect(store.system.files.status(`${systemFolder}/kernel/current`)?.target).toBe('6.6.0');
    expect(store.system.files.status(`${systemFolder}/generations/previous`)?.target).toBe('5');
  });

  it('gives it up, and keeps why', () => {
    const store = node({ ...settled, trial: 6, tries: 2 });

    expect(failTrial(store, 'k3s was not ready')).toEqual({ ...settled, failed: 6 });
    expect(readFailure(store.system.files, 6)).toBe('k3s was not ready');
  });
});
