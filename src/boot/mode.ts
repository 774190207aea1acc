import type { BootWords } from './boot-words.ts';

/** File systems of ours, by the label that finds them. */
export interface Found {
  /** Device of the medium that `k3os.medium` names. */
  readonly medium: string | undefined;
  /** Devices labelled K3OS_STATE. */
  readonly state: readonly string[];
}

export type Step =
  | { readonly kind: 'enter'; readonly mode: Mode; readonly note?: string }
  | { readonly kind: 'wait'; readonly what: string; readonly boundMs: number }
  | { readonly kind: 'fail'; readonly cause: string };

/** Modes this image can enter; disk and install need an installed system. */
const modes = ['live'] as const;
export type Mode = (typeof modes)[number];

export const stateLabel = 'K3OS_STATE';

/** Slow controllers and hubs show their disks late; nothing is to be gained after this. */
const boundMs = 30_000;

/** What to do next, from what the command line says, what has been found, and how long we have looked. */
export function nextStep(words: BootWords, found: Found, waitedMs: number): Step {
  if (words.mode !== undefined) {
    return enter(words.mode, 'k3os.mode', words, found, waitedMs);
  }
  if (found.state.length > 0) {
    return enter('disk', stateLabel, words, found, waitedMs);
  }
  if (waitedMs < boundMs) {
    return { kind: 'wait', what: `a disk labelled ${stateLabel}`, boundMs };
  }
  if (words.fallbackMode !== undefined) {
    return enter(words.fallbackMode, 'k3os.fallback_mode', words, found, waitedMs - boundMs);
  }
  return {
    kind: 'fail',
    cause: `no disk is labelled ${stateLabel} after ${boundMs / 1000} s, and the kernel command line has no k3os.mode: add k3os.mode=live, or check the disk`,
  };
}

function enter(
  mode: string,
  origin: string,
  { medium }: BootWords,
  found: Found,
  waitedMs: number,
): Step {
  const known = modes.find((each) => each === mode);
  if (known === undefined) {
    return {
      kind: 'fail',
      cause: `${origin}: this image cannot start in mode ${mode}; it has ${modes.join(', ')}, rescue`,
    };
  }
  if (medium === undefined || found.medium !== undefined) {
    return { kind: 'enter', mode: known };
  }
  if (waitedMs < boundMs) {
    return { kind: 'wait', what: `the boot medium labelled ${medium}`, boundMs };
  }
  // All that a node needs is in the initrd already.
  return {
    kind: 'enter',
    mode: known,
    note: `the boot medium labelled ${medium} is not found after ${boundMs / 1000} s: going on without its configuration and without the drivers on it`,
  };
}
