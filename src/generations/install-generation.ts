import { changeBootState, writeBootState } from './change-state.ts';
import { settle } from './freeze.ts';
import { repairLinks } from './links.ts';
import type { Store } from './places.ts';
import { type NewGeneration, putInPlace } from './put-in-place.ts';
import { readBootState } from './read-generations.ts';
import type { Generation } from './record.ts';
import { arm, first, firstBeside } from './transitions.ts';

/**
 * A new generation, which is tried at the next start. Until the last step nothing has changed for the boot loader; it then
 * finds everything, also when the power fails at once.
 * @throws OperationError with the old state as it was
 */
export async function addGeneration(store: Store, wanted: NewGeneration): Promise<Generation> {
  // Refused before a hundred megabytes are written, and once more when it counts.
  const { state } = readBootState(store);
  arm(state, Number.MAX_SAFE_INTEGER);

  const generation = putInPlace(store, wanted);
  await settle(store.system, store.folder);
  changeBootState(store, (present) => arm(present, generation.number));
  return generation;
}

/** The first generation of a new disk: good without a trial, since there is nothing to go back to. */
export async function addFirstGeneration(store: Store, wanted: NewGeneration): Promise<Generation> {
  const generation = putInPlace(store, wanted);
  repairLinks(store, first(generation.number), generation.number);
  await settle(store.system, store.folder);
  writeBootState(store, first(generation.number));
  return generation;
}

/**
 * The first generation beside another Linux, which is tried as any other: it is good when it came up. The folder for the boot
 * loader is on the same file system, and nothing leads there yet.
 */
export async function addGenerationBeside(
  store: Store,
  wanted: NewGeneration,
): Promise<Generation> {
  const generation = putInPlace(store, wanted);
  await settle(store.system, store.folder);
  writeBootState(store, firstBeside(generation.number));
  // Where there was no block yet, it is a new file, too.
  await settle(store.system, store.folder);
  return generation;
}
