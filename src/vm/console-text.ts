const escapeCode = '\u001b';
const bell = '\u0007';

/** ECMA-48: control sequences, strings of the operating system (closed by a bell, as xterm has it), and the short ones. */
const control = new RegExp(
  [
    String.raw`${escapeCode}\[[0-?]*[ -/]*[@-~]`,
    String.raw`${escapeCode}\][^${bell}${escapeCode}]*(?:${bell}|${escapeCode}\\)`,
    `${escapeCode}[ -/]*[0-Z^-~]`,
  ].join('|'),
  'g',
);

/** A line as a person sees it: colours and cursor movements of firmware, GRUB, systemd and shells would tear words apart. */
export function plainLine(raw: string): string {
  return raw.replace(control, '').replace(/\r+$/, '');
}

/** What a serial console has shown so far, line by line. */
export interface ConsoleText {
  /** Complete lines; the last one may still grow. */
  readonly lines: string[];
  /** Of the last line, as it came: a control sequence may be cut in two. */
  rawLast: string;
}

export function emptyText(): ConsoleText {
  return { lines: [''], rawLast: '' };
}

/** Adds what came; answers how many lines are complete now. */
export function append(text: ConsoleText, chunk: string): number {
  const [first = '', ...more] = chunk.split('\n');
  setLast(text, text.rawLast + first);
  for (const raw of more) {
    text.lines.push('');
    setLast(text, raw);
  }
  return text.lines.length - 1;
}

function setLast(text: ConsoleText, raw: string): void {
  text.rawLast = raw;
  text.lines[text.lines.length - 1] = plainLine(raw);
}

/** A place between two characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function endOf({ lines }: ConsoleText): Position {
  const line = lines.length - 1;
  return { line, column: lines[line]?.length ?? 0 };
}

/** The first match in one line at or behind a position. @param last whether the last line counts, which may still grow */
export function findLine(
  { lines }: ConsoleText,
  pattern: RegExp,
  from: Position,
  last: boolean,
): RegExpExecArray | undefined {
  for (let index = from.line; index < lines.length - (last ? 0 : 1); index++) {
    const line = lines[index] ?? '';
    const found = pattern.exec(index === from.line ? line.slice(from.column) : line);
    if (found !== null) {
      return found;
    }
  }
  return undefined;
}

export function tailOf({ lines }: ConsoleText, count: number): string {
  const shown = lines.slice(-count).join('\n').trimEnd();
  return shown === '' ? '(nothing)' : shown;
}
