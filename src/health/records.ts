import { z } from 'zod';
import type { FileSystem } from '../effects/system.ts';
import { orAbsent } from '../facts/look.ts';
import type { Parts } from './decide.ts';

/** What the last good boot had; on what persists, and the same for all generations. */
const lastGood = '/var/lib/rancher/k3os/health.json';
/** What was decided of this boot. */
const thisBoot = '/run/k3os/health.json';

const Had = z.object({ network: z.boolean(), k3s: z.boolean() });
const Outcome = z.object({
  ...Had.shape,
  outcome: z.enum(['good', 'bad']),
  reason: z.string().optional(),
});
export type Outcome = z.infer<typeof Outcome>;

/** Undefined also for a damaged one: then nothing is expected. */
export function readLastGood(files: FileSystem): Parts | undefined {
  return parsed(files, lastGood, Had);
}

/** @param below what persists, where that is not put together yet */
export function writeLastGood(files: FileSystem, { network, k3s }: Parts, below = ''): void {
  const text = render({ network, k3s });
  // A write a boot wears flash for nothing.
  const path = `${below}${lastGood}`;
  if (orAbsent(() => files.read(path)?.toString()) !== text) {
    files.writeAtomically(path, text, { mode: 0o644 });
  }
}

/** Undefined until it is decided. */
export function readOutcome(files: FileSystem): Outcome | undefined {
  return parsed(files, thisBoot, Outcome);
}

export function writeOutcome(files: FileSystem, outcome: Outcome): void {
  files.writeAtomically(thisBoot, render(outcome), { mode: 0o644 });
}

function render(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function parsed<T>(files: FileSystem, path: string, shape: z.ZodType<T>): T | undefined {
  return orAbsent(() => shape.parse(JSON.parse(files.read(path)?.toString() ?? '')));
}
