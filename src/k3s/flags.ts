import { type Flag, findFlag } from './flag-table.ts';
import type { Word } from './words.ts';

/** A flag as the user gave it. */
export interface GivenFlag {
  /** Without dashes, as written: an alias stays one. */
  readonly name: string;
  /** Undefined: k3s does not know it. */
  readonly flag: Flag | undefined;
  /** `true` for a bool given alone; undefined when the words ended before the value. */
  readonly value: string | undefined;
  /** Of the flag itself, in `k3s_args`. */
  readonly item: number;
}

export interface ParsedFlags {
  readonly flags: readonly GivenFlag[];
  /** The first word that is neither flag nor value: k3s ignores it and everything behind it. */
  readonly stray: Word | undefined;
}

/**
 * Reads words as k3s does (Go's flag syntax): one dash is as good as two, a bool never takes the next
 * word, every other flag does. An unknown flag is taken for a bool unless it holds a `=`
 * or a value plainly follows.
 */
export function parseFlags(words: readonly Word[]): ParsedFlags {
  const flags: GivenFlag[] = [];

  for (let at = 0; at < words.length; at++) {
    const word = words[at] as Word;
    const [, name, value] = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(word.text) ?? [];
    if (name === undefined) {
      return { flags, stray: word };
    }

    const flag = findFlag(name);
    const next = words[at + 1]?.text;
    if (value !== undefined || flag?.type === 'bool') {
      flags.push({ name, flag, value: value ?? 'true', item: word.item });
    } else if (flag === undefined && (next === undefined || next.startsWith('-'))) {
      flags.push({ name, flag, value: 'true', item: word.item });
    } else {
      flags.push({ name, flag, value: next, item: word.item });
      at += 1;
    }
  }

  return { flags, stray: undefined };
}

/** Every value of a flag, by its long name; lists that k3s splits at commas are split. */
export function valuesOf(given: readonly GivenFlag[], name: string): string[] {
  return given
    .filter(({ flag }) => flag?.name === name)
    .flatMap(({ flag, value = '' }) => (flag?.commas ? value.split(',') : [value]));
}

const goTrue = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const goFalse = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/** Go's spelling of a bool; undefined when it is none. */
export function parseBool(text: string): boolean | undefined {
  if (goTrue.has(text)) {
    return true;
  }

  return goFalse.has(text) ? false : undefined;
}

/** Whether a bool flag is on; the last one counts. */
export function isSet(given: readonly GivenFlag[], name: string): boolean {
  return parseBool(valuesOf(given, name).at(-1) ?? 'false') === true;
}
