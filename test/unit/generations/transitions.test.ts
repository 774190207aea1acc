import { describe, expect, it } from 'vitest';
import type { BootState } from '../../../src/generations/boot-state.ts';
import {
  afterStart,
  arm,
  commit,
  first,
  firstBeside,
  giveUp,
  rollBack,
} from '../../../src/generations/transitions.ts';

const settled: BootState = { good: 5, previous: 4 };
const onTrial: BootState = { good: 5, previous: 4, trial: 6, tries: 2 };
const failed: BootState = { good: 5, previous: 4, failed: 6 };

describe('the state of the generations', () => {
  it.each<{ what: string; from: BootState; next: (state: BootState) => BootState; to: BootState }>([
    { what: 'begins with one good generation', from: {}, next: () => first(1), to: { good: 1 } },
    {
      what: 'begins with a trial beside another Linux',
      from: {},
      next: () => firstBeside(1),
      to: { trial: 1, tries: 3 },
    },
    {
      what: 'makes that one good',
      from: { trial: 1, tries: 2 },
      next: (state) => commit(state, 1),
      to: { good: 1 },
    },
    {
      what: 'gives that one up, and has nothing then',
      from: { trial: 1, tries: 2 },
      next: giveUp,
      to: { failed: 1 },
    },
    {
      what: 'leaves that one given up while it runs',
      from: { failed: 1 },
      next: (state) => afterStart(state, 1),
      to: { failed: 1 },
    },
    {
      what: 'leaves that one on trial while it runs',
      from: { trial: 1, tries: 2 },
      next: (state) => afterStart(state, 1),
      to: { trial: 1, tries: 2 },
    },
    {
      what: 'gets a trial with all its tries',
      from: settled,
      next: (state) => arm(state, 6),
      to: { good: 5, previous: 4, trial: 6, tries: 3 },
    },
    {
      what: 'gets a trial with all its tries after one that failed, and nothing of that is left',
      from: { ...failed, tries: 0 },
      next: (state) => arm(state, 7),
      to: { good: 5, previous: 4, trial: 7, tries: 3 },
    },
    {
      what: 'gets the one that failed as a trial again',
      from: failed,
      next: (state) => arm(state, 6),
      to: { good: 5, previous: 4, trial: 6, tries: 3 },
    },
    {
      what: 'gets its first trial',
      from: { good: 1 },
      next: (state) => arm(state, 2),
      to: { good: 1, trial: 2, tries: 3 },
    },
    {
      what: 'makes the trial that runs good',
      from: onTrial,
      next: (state) => commit(state, 6),
      to: { good: 6, previous: 5 },
    },
    {
      what: 'makes the trial good that came up with its last try',
      from: { ...onTrial, tries: 0 },
      next: (state) => commit(state, 6),
      to: { good: 6, previous: 5 },
    },
    { what: 'gives the trial up', from: onTrial, next: giveUp, to: failed },
    {
      what: 'tries the previous one when it is rolled back',
      from: settled,
      next: rollBack,
      to: { good: 5, previous: 4, trial: 4, tries: 3 },
    },
    {
      what: 'changes places when the previous one came up',
      from: { good: 5, previous: 4, trial: 4, tries: 2 },
      next: (state) => commit(state, 4),
      to: { good: 4, previous: 5 },
    },
    { what: 'loses its trial when it is rolled back', from: onTrial, next: rollBack, to: failed },
    {
      what: 'stays while the trial starts',
      from: onTrial,
      next: (state) => afterStart(state, 6),
      to: onTrial,
    },
    {
      what: 'stays when nothing is on trial',
      from: settled,
      next: (state) => afterStart(state, 4),
      to: settled,
    },
    {
      what: 'loses a trial that was not started',
      from: onTrial,
      next: (state) => afterStart(state, 5),
      to: failed,
    },
    {
      what: 'stays when it is not known what runs',
      from: onTrial,
      next: (state) => afterStart(state, undefined),
      to: onTrial,
    },
    {
      what: 'begins anew with what runs when everything was lost',
      from: {},
      next: (state) => afterStart(state, 5),
      to: { good: 5 },
    },
  ])('$what', ({ from, next, to }) => {
    expect(next(from)).toEqual(to);
  });

  it.each([
    {
      what: 'another trial',
      reason: /generation 6 is still on trial.*k3os rollback/,
      act: () => arm(onTrial, 7),
    },
    {
      what: 'the same trial once more',
      reason: /generation 6 is still on trial/,
      act: () => arm(onTrial, 6),
    },
    {
      what: 'a trial of what is good',
      reason: /5 is the good one already/,
      act: () => arm(settled, 5),
    },
    {
      what: 'a trial without a way back',
      reason: /no good generation is known/,
      act: () => arm({}, 1),
    },
    {
      what: 'to call good what does not run',
      reason: /generation 5 runs/,
      act: () => commit(onTrial, 5),
    },
    {
      what: 'to call good what nobody knows to run',
      reason: /none runs/,
      act: () => commit(onTrial, undefined),
    },
    {
      what: 'to make good without a trial',
      reason: /no generation is on trial/,
      act: () => commit(settled, 5),
    },
    {
      what: 'to give up without a trial',
      reason: /no generation is on trial/,
      act: () => giveUp(settled),
    },
    {
      what: 'to go back from the only one',
      reason: /this is the only one/,
      act: () => rollBack({ good: 1 }),
    },
  ])('refuses $what', ({ act, reason }) => {
    expect(act).toThrow(reason);
  });
});
