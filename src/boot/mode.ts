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

/** What the system then runs as: from memory, from memory to install itself, from a disk. */
export type Mode = 'live' | 'install' | 'local';

/** Words of `k3os.mode` and `k3os.fallback_mode`. */
const modes: Readonly<Record<string, Mode>> = {
  live: 'live',
  install: 'install',
  disk: 'local',
  local: 'local',
};

export const stateLabel = 'K3OS_STATE';

/** Slow controllers and hubs show their disks late; nothing is to be gained after this. */
const boundMs = 30_000;
const bound = `${boundMs / 1000} s`;

/** What to do next, from what the command line says, what has been found, and how long we have looked. */
export function nextStep(words: BootWords, found: Found, waitedMs: number): Step {
  if (words.mode !== undefined && modes[words.mode] !== 'local') {
    return enter(words.mode, 'k3os.mode', words, found, waitedMs);
  }
  const step = enterDisk(found, waitedMs);
  if (step.kind !== 'fail' || found.state.length > 0) {
    return step;
  }
  if (words.fallbackMode !== undefined) {
    return enter(words.fallbackMode, 'k3os.fallback_mode', words, found, waitedMs - boundMs);
  }
  return words.mode !== undefined
    ? step
    : {
        kind: 'fail',
        cause: `no disk is labelled ${stateLabel} after ${bound}, and the kernel command line has no k3os.mode: add k3os.mode=live, or check the disk`,
      };
}

function enter(
  word: string,
  origin: string,
  words: BootWords,
  found: Found,
  waitedMs: number,
): Step {
  const mode = modes[word];
  if (mode === undefined) {
    return {
      kind: 'fail',
      cause: `${origin}: this image cannot start in mode ${word}; it has ${Object.keys(modes).join(', ')}, rescue`,
    };
  }
  return mode === 'local' ? enterDisk(found, waitedMs) : enterMemory(mode, words, found, waitedMs);
}

function enterDisk({ state }: Found, waitedMs: number): Step {
  if (state.length > 1) {
    return {
      kind: 'fail',
      cause: `more than one disk is labelled ${stateLabel}: ${state.join(', ')}; take away those that do not belong here`,
    };
  }
  if (state.length === 1) {
    return { kind: 'enter', mode: 'local' };
  }
  return waitedMs < boundMs
    ? { kind: 'wait', what: `a disk labelled ${stateLabel}`, boundMs }
    : { kind: 'fail', cause: `no disk is labelled ${stateLabel} after ${bound}: check the disk` };
}

function enterMemory(mode: Mode, { medium }: BootWords, found: Found, waitedMs: number): Step {
  if (medium === undefined || found.medium !== undefined) {
    return { kind: 'enter', mode };
  }
  if (waitedMs < boundMs) {
    return { kind: 'wait', what: `the boot medium labelled ${medium}`, boundMs };
  }
  // All that a node needs is in the initrd already.
  return {
    kind: 'enter',
    mode,
    note: `the boot medium labelled ${medium} is not found after ${bound}: going on without its configuration and without the drivers on it`,
  };
}
