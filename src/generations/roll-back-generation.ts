import { OperationError } from '../errors.ts';
import { changeBootState } from './change-state.ts';
import { writeFailure } from './outcomes.ts';
import type { Store } from './places.ts';
import { readBootState, readGeneration } from './read-generations.ts';
import { rollBack } from './transitions.ts';

/** Answers what happens at the next start. @throws OperationError when there is nothing to go back to. */
export function rollBackGeneration(store: Store): string {
  const { state } = readBootState(store);
  const next = rollBack(state);
  const problem = next.trial === undefined ? undefined : readGeneration(store, next.trial).problem;
  if (problem !== undefined) {
    throw new OperationError(`cannot go back to generation ${next.trial}: ${problem}`);
  }

  changeBootState(store, rollBack);
  if (next.trial !== undefined) {
    return `generation ${next.trial} is tried at the next start, and stays when it comes up: sudo reboot`;
  }
  writeFailure(store.system.files, next.failed ?? 0, 'taken back with k3os rollback');
  const good =
    next.good === undefined ? 'the system that was here before' : `generation ${next.good}`;
  return `generation ${next.failed} is given up; the next start is ${good} again: sudo reboot`;
}
