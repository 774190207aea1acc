import { digest } from './digest.ts';

const baseMs = 1000;
const capMs = 120_000;

/**
 * Full jitter: anything from zero to the doubled-each-time limit, 1 s at first, 120 s at most. A site full of
 * nodes that lost power together then spreads its requests instead of repeating the same peak.
 * @param attempt failed attempts so far, from 0
 * @param random in [0, 1), as Math.random gives it
 * @returns milliseconds
 */
export function nextRetryDelay(attempt: number, random: number): number {
  const limit = Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(limit * random);
}

/**
 * When a node makes its first request: its own fixed place in the window, so that it can be predicted and
 * tested, and no two boots of a fleet differ.
 * @returns milliseconds in [0, windowMs)
 */
export function firstDelay(machineId: string, windowMs: number): number {
  const fraction = Number.parseInt(digest(machineId).slice(0, 12), 16) / 2 ** 48;
  return Math.floor(fraction * windowMs);
}
