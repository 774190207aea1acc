import type { Documents } from '../documents.ts';
import type { Volume } from '../platform.ts';

/** Reads volumes; mounted read-only and never longer than it takes. */
export interface Media {
  /**
   * Volumes that are there by now. A CD that still spins up, or a driver that loads, is waited for where `isExpected`.
   * @param isWanted pure
   */
  find(isWanted: (volume: Volume) => boolean, isExpected: boolean): Promise<readonly Volume[]>;
  /**
   * Regular files below the top of a volume, by the names that are given; case does not matter, links are not followed.
   * Each has 1 MiB at most.
   * @throws OperationError where the volume cannot be mounted or read
   */
  read(volume: Volume, names: readonly string[]): Promise<Documents>;
}
