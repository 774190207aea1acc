/** Why bytes are not text, and in which line (from 1). */
export interface TextFault {
  readonly line: number;
  readonly reason: string;
}

export type Decoded = { readonly text: string } | { readonly fault: TextFault };

const strict = () => new TextDecoder('utf-8', { fatal: true });
// YAML 1.1's printable set, less what UTF-8 decoding has excluded already.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]/;

/** UTF-8 with or without byte order mark, free of control characters. */
export function decodeText(content: Buffer | string): Decoded {
  if (typeof content !== 'string' && isWideText(content)) {
    return { fault: { line: 1, reason: 'is UTF-16 text: save the file as UTF-8' } };
  }

  const text = typeof content === 'string' ? withoutMark(content) : decode(content);
  if (text === undefined) {
    return { fault: firstBadLine(content as Buffer) };
  }

  const found = control.exec(text);
  if (found !== null) {
    const code = text.charCodeAt(found.index).toString(16).toUpperCase().padStart(4, '0');
    const line = lineAt(text, found.index);
    return { fault: { line, reason: `contains the control character U+${code}` } };
  }
  return { text };
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** UTF-16, with its byte order mark or, in a text of western letters, with every other byte zero. */
export function isWideText(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return true;
  }
  const start = bytes.subarray(0, 64);
  const zeroAt = (parity: number) =>
    start.every((byte, index) => (byte === 0) === (index % 2 === parity));
  return start.length >= 4 && (zeroAt(0) || zeroAt(1));
}

function decode(bytes: Buffer): string | undefined {
  try {
    return strict().decode(bytes);
  } catch {
    return undefined;
  }
}

/** A line feed is never part of a longer UTF-8 sequence, so lines can be tried one by one. */
function firstBadLine(bytes: Buffer): TextFault {
  for (let line = 1, start = 0; start < bytes.length; line += 1) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    if (decode(bytes.subarray(start, end)) === undefined) {
      return { line, reason: 'contains bytes that are not UTF-8 text' };
    }
    start = end;
  }
  return { line: 1, reason: 'is not UTF-8 text' };
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
