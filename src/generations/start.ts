import { z } from 'zod';
import type { FileSystem } from '../effects/system.ts';
import { orAbsent } from '../facts/look.ts';

/** What this start of an installed node is, once that has been looked at. For people, and programs that ask. */
const path = '/run/k3os/generation.json';

const Start = z.object({
  running: z.number(),
  /** What the node goes back to when the one that runs does not come up. */
  onTrialAgainst: z.number().optional(),
  /** The same, where that is another Linux: its name. */
  onTrialBeside: z.string().optional(),
  /** The last one that was given up, until another is tried. */
  failed: z.object({ number: z.number(), reason: z.string() }).optional(),
});
export type Start = z.infer<typeof Start>;

export function writeStart(files: FileSystem, start: Start): void {
  files.writeAtomically(path, `${JSON.stringify(start, undefined, 2)}\n`, { mode: 0o644 });
}

export function readStart(files: FileSystem): Start | undefined {
  return orAbsent(() => Start.parse(JSON.parse(files.read(path)?.toString() ?? '')));
}

/** What whoever looks at the node should know; undefined: nothing unusual. */
export function startNotice(files: FileSystem): string | undefined {
  const { running, onTrialAgainst, onTrialBeside, failed } = readStart(files) ?? {};
  const against = onTrialAgainst === undefined ? onTrialBeside : `generation ${onTrialAgainst}`;
  if (against !== undefined) {
    return `generation ${running} is on trial; when it does not come up this node restarts with ${against}`;
  }
  return failed === undefined
    ? undefined
    : `generation ${failed.number} was given up: ${failed.reason}; generation ${running} runs`;
}
