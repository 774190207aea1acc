import type { Documents } from '../documents/documents.ts';
import type { Volume } from '../machine/platform.ts';

/** How long one that has to come is waited for. */
export const expectedMs = 30_000;

/** Reads volumes; mounted read-only and never longer than it takes. */
export interface Media {
  /**
   * Volumes that are there by now; where there is none of them, the first that come in time. USB storage comes a second or more after its
   * port, a CD still spins up, a driver still loads.
   * @param isWanted pure
   */
  find(
    isWanted: (volume: Volume) => boolean,
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<readonly Volume[]>;
  /**
   * Regular files below the top of a volume, by the names that are given; case does not matter, links are not followed.
   * Each has 1 MiB at most.
   * @throws OperationError where the volume cannot be mounted or read
   */
  read(volume: Volume, names: readonly string[]): Promise<Documents>;
}
