import type { System } from '../effects/system.ts';
import { reasonOf } from '../errors.ts';
import { readBooted } from '../generations/booted.ts';
import { clearBefore } from '../generations/clear-before.ts';
import { annotateNode } from './annotate.ts';
import { giveUpTrial, makeGood } from './conclude-trial.ts';
import { decide, type Seen, type Verdict } from './decide.ts';
import { look, waitedSeconds } from './look.ts';
import { noteStart } from './note-start.ts';
import { readLastGood, readOutcome, writeLastGood, writeOutcome } from './records.ts';

interface Request {
  readonly system: System;
  readonly boundSeconds: number;
  readonly warn: (line: string) => void;
}

/** What can be said of this boot now; nothing is changed. */
export async function judge({
  system,
  boundSeconds,
}: Omit<Request, 'warn'>): Promise<{ seen: Seen; verdict: Verdict }> {
  const seen = await look(system);
  const had = readLastGood(system.files);
  const verdict = decide({ had, seen, waitedSeconds: waitedSeconds(system), boundSeconds });
  return { seen, verdict };
}

/**
 * Looks once, and when that is enough to decide, does what follows: a generation on trial stays, or the node restarts with
 * the one before. Without a trial the outcome is noted only.
 * @throws OperationError when a trial could not be made good; the next look tries again
 */
export async function decideBoot({ system, boundSeconds, warn }: Request): Promise<Verdict> {
  const { files } = system;
  const known = readOutcome(files);
  if (known !== undefined) {
    return known.outcome === 'good'
      ? { kind: 'good' }
      : { kind: 'bad', reason: known.reason ?? 'the cause is not known' };
  }

  const { generation, onTrial } = readBooted(files);
  if (generation !== undefined) {
    // Whether the node is well does not hang on it; the next look tries again.
    await attempt(warn, 'what the boot loader did cannot be noted', () =>
      noteStart(system, generation),
    );
  }
  const { seen, verdict } = await judge({ system, boundSeconds });
  if (verdict.kind === 'wait') {
    return verdict;
  }

  const trial = onTrial ? generation : undefined;
  const { network, k3s } = seen;
  if (verdict.kind === 'bad') {
    if (trial !== undefined) {
      await giveUpTrial(system, trial, verdict.reason, warn);
    }
    writeOutcome(files, { outcome: 'bad', reason: verdict.reason, network, k3s });
    return verdict;
  }

  if (trial !== undefined) {
    await makeGood(system, trial, warn);
  }
  writeOutcome(files, { outcome: 'good', network, k3s });
  // It is decided: neither a full disk nor a server that went away may start it all over.
  await attempt(warn, 'what this start had cannot be kept', () => writeLastGood(files, seen));
  await attempt(warn, 'what is left of the system before cannot be removed', () =>
    clearBefore(system),
  );
  if (k3s) {
    await attempt(warn, 'the node cannot be annotated', () => annotateNode(system));
  }
  return verdict;
}

async function attempt(warn: Request['warn'], what: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    warn(`k3os health: ${what}: ${reasonOf(error)}`);
  }
}

/**
 * Before another generation is to be tried: what the node has at this moment is what that one has to reach. A network that is
 * down already must not be held against it.
 */
export async function expectAsNow(system: System): Promise<void> {
  writeLastGood(system.files, await look(system));
}
