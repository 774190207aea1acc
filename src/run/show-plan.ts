import type { Action, WriteAction } from '../effects/action.ts';
import { describe } from '../effects/describe.ts';
import type { Facts, FileFact } from '../facts/facts.ts';
import type { PlannedStep } from './plan-phase.ts';
import { textDiff } from './show-diff.ts';

export interface ShownAction {
  readonly applier: string;
  readonly kind: Action['kind'];
  readonly what: string;
  readonly origin?: string;
  /** Unified diff, for text files that may be shown. */
  readonly diff?: string;
}

/** The machine a plan is compared with. */
export interface Present {
  readonly sysctl: Facts['sysctl'];
  /** Any file: what an applier found in a folder it did not ask for by name. */
  readonly file: Facts['file'];
}

/** A plan as data for `--json`, and the base of its text form. */
export async function showPlan(
  steps: readonly PlannedStep[],
  present: Present,
): Promise<ShownAction[]> {
  const shown: ShownAction[] = [];
  for (const { applier, actions } of steps) {
    for (const action of actions) {
      const diff = await diffOf(action, present);
      shown.push({
        applier: applier.id,
        kind: action.kind,
        what: describe(action),
        ...(action.origin === undefined ? {} : { origin: action.origin }),
        ...(diff === undefined ? {} : { diff }),
      });
    }
  }
  return shown;
}

async function diffOf(action: Action, { sysctl, file }: Present): Promise<string | undefined> {
  if (action.kind === 'sysctl') {
    return `-${sysctl(action.key) ?? '(none)'}\n+${action.value}`;
  }
  if (action.kind !== 'write') {
    return undefined;
  }

  const present = file(action.path);
  const changes = [attributes(action, present), await contentDiff(action, present)];
  return changes.filter((text) => text !== '').join('\n');
}

function attributes({ mode }: WriteAction, present: FileFact | undefined): string {
  const wanted = octal(mode);
  if (present === undefined) {
    return `+mode ${wanted}`;
  }
  return present.mode === mode ? '' : `-mode ${octal(present.mode)}\n+mode ${wanted}`;
}

async function contentDiff(
  { content, secret, mode }: WriteAction,
  present: FileFact | undefined,
): Promise<string> {
  const after = Buffer.from(content);
  const before = present?.content ?? Buffer.alloc(0);
  if (after.equals(before)) {
    return '';
  }
  // What others may not read on the disk does not belong on a screen either.
  if (secret === true || [mode, present?.mode ?? mode].some((bits) => (bits & 0o044) === 0)) {
    return `(${after.length} bytes, not shown: the file is private)`;
  }
  if (before.includes(0) || after.includes(0)) {
    return `(binary, ${before.length} bytes now, ${after.length} bytes then)`;
  }
  return textDiff(before.toString(), after.toString());
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

/** For a person: a heading a change, the diff below it. */
export function renderPlan(shown: readonly ShownAction[]): string {
  return shown
    .map(({ applier, what, origin, diff }) => {
      const from = origin === undefined ? '' : `   (${origin})`;
      const body =
        diff === undefined || diff === '' ? [] : diff.split('\n').map((line) => `    ${line}`);
      return [`${applier}: ${what}${from}`, ...body].join('\n');
    })
    .join('\n');
}
