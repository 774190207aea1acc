import type { RunAction } from '../effects/action.ts';
import type { Facts } from '../facts/facts.ts';

/** OpenRC keeps a link here for every started service; it is how a plan knows without running anything. */
export function startedMark(service: string): string {
  return `/run/openrc/started/${service}`;
}

/** In the boot phase nothing is started yet, and a service reads its new file by itself. */
export function ifStarted(
  facts: Facts,
  service: string,
  argv: readonly string[],
  why: string,
): RunAction[] {
  return facts.file(startedMark(service)) === undefined ? [] : [{ kind: 'run', argv, why }];
}
