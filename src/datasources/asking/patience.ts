import { elsewhere, far, near, type Patience, rememberedMs, unlikely } from '../http/timing.ts';
import type { Candidate } from './select.ts';

/**
 * How long one is waited for. With what it has learned before, a machine waits for nobody as long as when it has nothing. Pure.
 * @param isRemembered whether an earlier start has learned something
 */
export function patienceWith(
  candidate: Candidate,
  all: readonly Candidate[],
  isRemembered: boolean,
): Patience {
  const patience = candidate.source.isFar ? far : atHand(candidate, all);
  return isRemembered
    ? { ...patience, budgetMs: Math.min(patience.budgetMs, rememberedMs) }
    : patience;
}

function atHand({ matches }: Candidate, all: readonly Candidate[]): Patience {
  if (matches) {
    return near;
  }
  return all.some(isPlaceOfMachine) ? elsewhere : unlikely;
}

/** A stick appears a second or more after its port; where the machine is in a cloud of the list it is none that was forgotten. */
export function lateMediumMs(all: readonly Candidate[], isRemembered: boolean): number {
  if (all.some(isPlaceOfMachine)) {
    return 0;
  }
  return isRemembered ? 3_000 : 10_000;
}

/** A machine is in one cloud; a medium or a URL may be anywhere. */
function isPlaceOfMachine({ source, matches }: Candidate): boolean {
  return matches && source.needs !== 'nothing' && source.argument === undefined;
}
