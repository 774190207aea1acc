import type { Write } from './write-log.ts';

/** What of the writes since the last flush has reached the disk. */
export type Cut = readonly Write[];

/**
 * Where power may be cut between two flushes: before the first write, and somewhere among them. Then each of those that were
 * done is on the disk or not, but for those which the machine was told to be. What was given back is as it was or zeros: as it was.
 */
export function cutsOf(epoch: readonly Write[], count: number, random: () => number): Cut[] {
  const somewhere = Array.from({ length: count }, () => {
    const done = epoch.slice(0, Math.ceil(random() * epoch.length));
    return done.filter(({ forced, discards }) => !discards && (forced || random() < 0.5));
  });
  return [[], ...somewhere];
}
