import { OperationError } from '../errors.ts';
import { allTries, type BootState, saysNothing } from './boot-state.ts';

/** Each answers the next state and touches nothing. @throws OperationError saying why it must not be. */

/** The first generation on a disk: there is nothing to go back to. */
export function first(generation: number): BootState {
  return { good: generation };
}

/** The first generation beside another Linux, to which the boot loader goes back when it does not come up. */
export function firstBeside(generation: number): BootState {
  return { trial: generation, tries: allTries };
}

/** From the next start on `generation` is tried. What is left of an earlier trial goes: it gets all its tries. */
export function arm({ good, previous, trial }: BootState, generation: number): BootState {
  if (trial !== undefined) {
    throw new OperationError(
      `generation ${trial} is still on trial: restart the node, so that it becomes good or is given up, or take it back with k3os rollback`,
    );
  }
  if (good === undefined) {
    throw new OperationError(
      `generation ${generation} cannot be tried: no good generation is known to go back to`,
    );
  }
  if (good === generation) {
    throw new OperationError(`generation ${generation} is the good one already`);
  }
  return {
    good,
    ...(previous === undefined ? {} : { previous }),
    trial: generation,
    tries: allTries,
  };
}

/** The trial came up. @param booted what runs; only that can be said to be good */
export function commit(state: BootState, booted: number | undefined): BootState {
  const trial = openTrial(state, 'made good');
  if (booted !== trial) {
    throw new OperationError(
      `generation ${trial} cannot be made good: ${booted === undefined ? 'none' : `generation ${booted}`} runs`,
    );
  }
  return { good: trial, ...(state.good === undefined ? {} : { previous: state.good }) };
}

/** The trial did not come up, or is not wanted: from the next start on the good one runs. */
export function giveUp(state: BootState): BootState {
  const failed = openTrial(state, 'given up');
  const { trial: _, tries: __, ...rest } = state;
  return { ...rest, failed };
}

/** Back to what ran before: away from an open trial, else to the generation that was good before this one. */
export function rollBack(state: BootState): BootState {
  if (state.trial !== undefined) {
    return giveUp(state);
  }
  if (state.previous === undefined) {
    throw new OperationError('there is no generation to go back to: this is the only one');
  }
  return arm(state, state.previous);
}

/**
 * After a start that was not the trial's: it has had its tries, or could not be loaded. Where all that is known was lost,
 * the generation that runs is the one to go back to.
 */
export function afterStart(state: BootState, booted: number | undefined): BootState {
  if (booted !== undefined && saysNothing(state)) {
    return first(booted);
  }
  return state.trial === undefined || booted === undefined || booted === state.trial
    ? state
    : giveUp(state);
}

function openTrial({ trial }: BootState, what: string): number {
  if (trial === undefined) {
    throw new OperationError(`no generation is on trial, so none can be ${what}`);
  }
  return trial;
}
