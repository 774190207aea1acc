/** The parser's codes that users run into, in words that say what to do. Others keep the parser's text. */
const words: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab indents this line: use spaces',
  BAD_SCALAR_START: 'a text cannot start with this character: put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'two keys in one line: put the text in quotes if it contains ": "',
  MULTILINE_IMPLICIT_KEY: 'a key must be on one line and end with a colon and a space',
  BAD_DQ_ESCAPE:
    'an escape in double quotes is wrong: write \\\\ for a backslash, or use single quotes',
  KEY_OVER_1024_CHARS: 'the colon is missing, or the key is longer than 1024 characters',
  BAD_ALIAS: 'a name after * or & is missing',
  TAG_RESOLVE_FAILED: 'a text cannot start with !: put it in quotes',
};

/** An error as the parser tells it. */
export interface SyntaxFault {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

export interface SyntaxAdvice {
  readonly offset: number;
  readonly message: string;
}

const closing = /end with a ([\]}])$/;
const openers: Readonly<Record<string, string>> = { ']': '[', '}': '{' };

/**
 * What to say of the errors, and where: one advice for errors at one place.
 * @param contents what could be parsed, to find where that began which is not closed
 */
export function syntaxAdvice(
  faults: readonly SyntaxFault[],
  text: string,
  contents: unknown,
): SyntaxAdvice[] {
  const byPlace = Map.groupBy(faults, ({ pos }) => pos[0]);
  return [...byPlace].map(([offset, [first, second]]) => {
    const { code, message } = first as SyntaxFault;
    if (code === 'BLOCK_AS_IMPLICIT_KEY' && second?.code === 'MULTILINE_IMPLICIT_KEY') {
      const reason = 'this line is indented too far: it became part of the text above it';
      return { offset: second.pos[1], message: reason };
    }

    const close = closing.exec(message)?.[1];
    if (close !== undefined) {
      const open = openers[close] ?? '';
      return unclosed(`${open} is not closed with ${close}`, open, { text, contents, offset });
    }
    if (code === 'MISSING_CHAR' && message.includes('quote')) {
      return unclosed('this quote is not closed', `"'`, { text, contents, offset });
    }
    return { offset, message: syntaxMessage(code, message) };
  });
}

interface End {
  readonly text: string;
  readonly contents: unknown;
  readonly offset: number;
}

/** The end is what the parser tells, and often lines away from the mistake. */
function unclosed(reason: string, open: string, { text, contents, offset }: End): SyntaxAdvice {
  const start = startOf(contents, (from, to) => to === offset && open.includes(text[from] ?? '?'));
  return start === undefined
    ? { offset, message: `${reason} before this line` }
    : { offset: start, message: reason };
}

interface Piece {
  readonly range?: readonly number[];
  readonly items?: readonly unknown[];
  readonly key?: unknown;
  readonly value?: unknown;
}

function startOf(
  node: unknown,
  matches: (from: number, to: number) => boolean,
): number | undefined {
  if (typeof node !== 'object' || node === null) {
    return undefined;
  }

  const { range, items = [], key, value } = node as Piece;
  for (const inner of [...items, key, value]) {
    const found = startOf(inner, matches);
    if (found !== undefined) {
      return found;
    }
  }
  const [from = 0, to = 0] = range ?? [];
  return range !== undefined && matches(from, to) ? from : undefined;
}

function syntaxMessage(code: string, message: string): string {
  if (code === 'BAD_INDENT') {
    return 'this line is not indented like the ones above it';
  }
  if (code === 'MISSING_CHAR' && message.startsWith('Missing ,')) {
    return 'a comma is missing before this';
  }
  if (code === 'UNEXPECTED_TOKEN') {
    return 'this does not belong here: look for a missing colon, dash or quote, or wrong indentation';
  }
  return words[code] ?? message;
}
