import { OperationError } from '../errors.ts';
import { type BootState, renderBootState, saysNothing } from './boot-state.ts';
import { blockSize } from './environment-block.ts';
import { blockFiles, type Store } from './places.ts';
import { readBootState } from './read-generations.ts';

/**
 * Reads what the boot loader would, and writes what `next` makes of it, when that is something else. This write decides:
 * before it the old state holds, after it the new one. What was damaged is whole afterwards.
 * @throws whatever `next` refuses with; then nothing is written
 */
export function changeBootState(store: Store, next: (state: BootState) => BootState): BootState {
  const { state, damage } = readBootState(store);
  const wanted = next(state);
  const content = renderBootState(wanted);
  if (damage.length > 0 || !content.equals(renderBootState(state))) {
    writeBootState(store, wanted);
  }
  return wanted;
}

/** The copy first: when the write to the first one tears, the copy has the new state already. */
export function writeBootState({ system: { files }, boot }: Store, state: BootState): void {
  if (saysNothing(state)) {
    throw new OperationError(
      'cannot tell the boot loader what to start: no good generation is known',
    );
  }
  const content = renderBootState(state);
  for (const path of blockFiles.toReversed().map((file) => `${boot}/${file}`)) {
    const present = files.status(path);
    if (present?.kind === 'file' && present.size === blockSize) {
      files.overwrite(path, content);
    } else {
      files.writeAtomically(path, content, { mode: 0o600 });
    }
  }
}
