/** Parts of a node that it can be without, on purpose or for now. */
export interface Parts {
  /** An address, and a way out. */
  readonly network: boolean;
  /** The node is Ready in this boot. */
  readonly k3s: boolean;
}

export interface Seen extends Parts {
  readonly configuration: 'pending' | 'applied' | 'failed';
  /** Of a configuration that failed. */
  readonly cause?: string;
  /** Why k3s is not ready, as far as it is known. */
  readonly k3sProblem?: string;
}

export interface Situation {
  /** What the last good boot had; undefined: nothing is known of one. */
  readonly had: Parts | undefined;
  readonly seen: Seen;
  readonly waitedSeconds: number;
  readonly boundSeconds: number;
}

export type Verdict =
  | { readonly kind: 'good' }
  | { readonly kind: 'wait' | 'bad'; readonly reason: string };

/** A part that the last good boot was without is waited for as well, but not that long: most come, and are then expected from then on. */
const patienceSeconds = 300;

/**
 * Whether this boot is a good one: the configuration is applied, the network is up if it was before, k3s is ready if it was
 * before. A configuration of which something was left out is applied: a key server that is away must not undo an upgrade.
 */
export function decide({ had, seen, waitedSeconds, boundSeconds }: Situation): Verdict {
  if (seen.configuration === 'failed') {
    return {
      kind: 'bad',
      reason: `the configuration could not be applied: ${seen.cause ?? 'its report does not say why'}`,
    };
  }

  const missing = missingParts(seen, had);
  const needed = missing.filter(({ expected }) => expected);
  const [bound, waitedFor] =
    needed.length > 0 ? [boundSeconds, needed] : [Math.min(patienceSeconds, boundSeconds), missing];
  const words = waitedFor.map(({ what }) => what).join(', ');
  if (missing.length > 0 && waitedSeconds < bound) {
    return { kind: 'wait', reason: `${words} (${Math.floor(waitedSeconds)} s of ${bound} s)` };
  }
  return needed.length === 0
    ? { kind: 'good' }
    : { kind: 'bad', reason: `after ${durationText(bound)} ${words}` };
}

interface Missing {
  readonly what: string;
  readonly expected: boolean;
}

function missingParts({ configuration, network, k3s, k3sProblem }: Seen, had?: Parts): Missing[] {
  const why = k3sProblem === undefined ? '' : `: ${k3sProblem}`;
  const parts = [
    {
      there: configuration === 'applied',
      expected: true,
      what: 'the configuration is not applied',
    },
    { there: network, expected: had?.network === true, what: 'the network is not usable' },
    { there: k3s, expected: had?.k3s === true, what: `k3s is not ready${why}` },
  ];
  return parts.filter(({ there }) => !there);
}

function durationText(seconds: number): string {
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} s`;
}
