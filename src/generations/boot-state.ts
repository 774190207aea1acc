import { type EnvironmentBlock, parseBlock, renderBlock } from './environment-block.ts';

/** What the boot loader goes by. All of it changes in one write, or not at all. */
export interface BootState {
  /** Came up, and is started when nothing else is said. */
  readonly good?: number;
  /** Was good before it. */
  readonly previous?: number;
  /** To be started until it is good, or has had its tries. */
  readonly trial?: number;
  /** Starts of the trial that are left; the boot loader counts them down. */
  readonly tries?: number;
  /** The last one that was given up. */
  readonly failed?: number;
}

/** The first trial beside another Linux has no good generation, and may have been given up: that is known, too. */
export function saysNothing({ good, trial, failed }: BootState): boolean {
  return [good, trial, failed].every((number) => number === undefined);
}

/** The boot loader has no arithmetic and knows these numbers one by one. */
export const allTries = 3;

const names = ['good', 'previous', 'trial', 'tries', 'failed'] as const;

export interface ParsedState {
  readonly state: BootState;
  readonly damage?: string;
}

export function parseBootState(content: Buffer | undefined): ParsedState {
  const block = parseBlock(content);
  const state: BootState = Object.fromEntries(
    names.flatMap((name) => {
      const value = numberIn(block, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const damage = block.damage ?? oddValue(block);
  return { state, ...(damage === undefined ? {} : { damage }) };
}

export function renderBootState(state: BootState): Buffer {
  const known = names.flatMap((name) => {
    const value = state[name];
    return value === undefined ? [] : [[name, String(value)]];
  });
  return renderBlock(Object.fromEntries(known));
}

const numbers: Readonly<Record<(typeof names)[number], RegExp>> = {
  good: /^[1-9]\d{0,8}$/,
  previous: /^[1-9]\d{0,8}$/,
  trial: /^[1-9]\d{0,8}$/,
  tries: /^[0-3]$/,
  failed: /^[1-9]\d{0,8}$/,
};

function numberIn({ variables }: EnvironmentBlock, name: (typeof names)[number]) {
  const text = variables[name];
  return text !== undefined && numbers[name].test(text) ? Number(text) : undefined;
}

/** A variable set to nothing is one that is not set. */
function oddValue(block: EnvironmentBlock): string | undefined {
  const odd = names.find(
    (name) => (block.variables[name] ?? '') !== '' && numberIn(block, name) === undefined,
  );
  return odd === undefined ? undefined : `its ${odd} is no number of a generation or try`;
}
