/** What a plain (unquoted) word means in YAML 1.1. */
export type PlainValue = string | boolean | null;

const nulls = new Set(['', '~', 'null', 'Null', 'NULL']);
const words = { true: ['y', 'yes', 'true', 'on'], false: ['n', 'no', 'false', 'off'] };

/** YAML 1.1 takes three capitalisations: `yes Yes YES`. */
function capitalisations(word: string): string[] {
  return [word, word[0]?.toUpperCase() + word.slice(1), word.toUpperCase()];
}

const booleans = new Map<string, boolean>([
  ...words.true.flatMap(capitalisations).map((word) => [word, true] as const),
  ...words.false.flatMap(capitalisations).map((word) => [word, false] as const),
]);

/**
 * Numbers and dates are no types of their own: every use of them is a text, and the text as written is
 * what the user meant (`0755`, `1_000`, `1.10`).
 */
export function plainValue(written: string): PlainValue {
  if (nulls.has(written)) {
    return null;
  }
  return booleans.get(written) ?? written;
}

/** What a text processor or a web page put into a plain text, unseen; undefined when there is nothing. */
export function pastedFault(text: string): string | undefined {
  // \u2018 to \u201f are typographic quotes of all kinds.
  const quote = /^[\u2018-\u201f«].*[\u2018-\u201f»]$/.exec(text)?.[0][0];
  if (quote !== undefined) {
    return `${quote} is part of the text: quotes of YAML are " and ' only`;
  }

  const code = /[\u00a0\u200b\u2060\ufeff]/.exec(text)?.[0].charCodeAt(0);
  return code === undefined
    ? undefined
    : `contains the invisible character U+${hex(code)}: type this line anew`;
}

function hex(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}
