import { allTries, type BootState } from './boot-state.ts';
import { changeBootState } from './change-state.ts';
import { repairLinks } from './links.ts';
import { writeFailure } from './outcomes.ts';
import type { Store } from './places.ts';
import { readBootState } from './read-generations.ts';
import { afterStart, commit, giveUp } from './transitions.ts';

/**
 * At every start, before anything else is known of it: what is damaged is written anew, and a trial ends that was not what
 * started. Answers what a person should know.
 */
export function noteStart(store: Store, booted: number | undefined): string | undefined {
  const { state } = readBootState(store);
  const next = changeBootState(store, (present) => afterStart(present, booted));
  if (state.trial === undefined || next.trial !== undefined) {
    return undefined;
  }

  const reason = whyNotStarted(state);
  writeFailure(store.system.files, state.trial, reason);
  return `generation ${state.trial} ${reason}; generation ${booted} runs`;
}

function whyNotStarted({ tries }: BootState): string {
  return tries === 0
    ? `did not come up in ${allTries} starts`
    : 'could not be loaded, or another one was chosen in the boot menu';
}

/** What runs came up as it should. The store must be writable. */
export function commitTrial(store: Store, booted: number | undefined): BootState {
  const state = changeBootState(store, (present) => commit(present, booted));
  repairLinks(store, state);
  return state;
}

/** What runs did not come up as it should; the next start is the good one's. @param reason for people: `k3s was not ready` */
export function failTrial(store: Store, reason: string): BootState {
  const state = changeBootState(store, giveUp);
  if (state.failed !== undefined) {
    writeFailure(store.system.files, state.failed, reason);
  }
  return state;
}
