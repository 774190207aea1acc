import { decodeBase64 } from './base64.ts';

export interface MimePart {
  /** Lower case, without parameters: `text/cloud-config`. */
  readonly type: string;
  readonly filename?: string;
  /** Transfer encoding undone. */
  readonly content: Buffer;
}

export interface SplitMessage {
  readonly parts: readonly MimePart[];
  /** Why it is no whole message. */
  readonly fault?: string;
}

const maxParts = 100;

/** cloud-init's rule: `mime-version:` among the first 4096 bytes, in any letter case. */
export function isMultipart(content: Buffer): boolean {
  return (
    /^(content-type|mime-version):/im.test(headOf(content)) &&
    /mime-version:/i.test(headOf(content))
  );
}

function headOf(content: Buffer): string {
  return content.subarray(0, 4096).toString('latin1');
}

/** The parts of a multi-part message (RFC 2046), those of inner multi-parts in their place. */
export function splitMultipart(content: Buffer): SplitMessage {
  // latin1 keeps every byte as one character, so that offsets and content survive.
  const parts: MimePart[] = [];
  const fault = collect(content.toString('latin1'), parts, 0);
  return fault === undefined ? { parts } : { parts, fault };
}

function collect(message: string, parts: MimePart[], depth: number): string | undefined {
  const { headers, body } = splitHeaders(message);
  const type = headers['content-type'] ?? 'text/plain';
  if (!/^\s*multipart\//i.test(type)) {
    parts.push(toPart(headers, body));
    return parts.length > maxParts ? `has more than ${maxParts} parts` : undefined;
  }

  const boundary = parameter(type, 'boundary');
  if (boundary === undefined) {
    return 'is a multi-part message without a boundary in its Content-Type';
  }
  if (depth > 3) {
    return 'has multi-parts nested too deep';
  }
  const sections = sectionsOf(body, boundary);
  if (sections.length === 0) {
    return 'is a multi-part message in which its boundary never occurs';
  }
  for (const section of sections) {
    const fault = collect(section, parts, depth + 1);
    if (fault !== undefined) {
      return fault;
    }
  }
  return undefined;
}

function splitHeaders(message: string): { headers: Record<string, string>; body: string } {
  const text = message.replace(/^(\r?\n)+/, '');
  const end = /\r?\n\r?\n/.exec(text);
  // A part that starts with an empty line has no headers.
  if (end === null || (message !== text && !/^[A-Za-z-]+:/.test(text))) {
    return { headers: {}, body: text };
  }

  const lines = text
    .slice(0, end.index)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0) {
      headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    }
  }
  return { headers, body: text.slice(end.index + end[0].length) };
}

/** Texts between boundary lines; the closing one may be missing. */
function sectionsOf(body: string, boundary: string): string[] {
  const sections: string[] = [];
  let current: string[] | undefined;
  for (const line of body.split('\n')) {
    const bare = line.trimEnd();
    if (bare === `--${boundary}` || bare === `--${boundary}--`) {
      pushSection(sections, current);
      current = bare.endsWith(`${boundary}--`) ? undefined : [];
      if (current === undefined) {
        return sections;
      }
    } else {
      current?.push(line);
    }
  }
  pushSection(sections, current);
  return sections;
}

/** The line break before a boundary belongs to the boundary. */
function pushSection(sections: string[], lines: readonly string[] | undefined): void {
  if (lines !== undefined) {
    sections.push(lines.join('\n').replace(/\r$/, ''));
  }
}

function parameter(header: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(header);
  return match?.[1] ?? match?.[2];
}

function toPart(headers: Record<string, string>, body: string): MimePart {
  const type = (headers['content-type'] ?? 'text/plain').split(';')[0]?.trim().toLowerCase() ?? '';
  const disposition = headers['content-disposition'] ?? '';
  const filename =
    parameter(disposition, 'filename') ?? parameter(headers['content-type'] ?? '', 'name');
  const content = decoded(headers['content-transfer-encoding'] ?? '7bit', body);
  return { type, content, ...(filename === undefined ? {} : { filename }) };
}

function decoded(encoding: string, body: string): Buffer {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return decodeBase64(body) ?? Buffer.from(body, 'base64');
    case 'quoted-printable':
      return Buffer.from(unquoted(body), 'latin1');
    default:
      return Buffer.from(body, 'latin1');
  }
}

function unquoted(body: string): string {
  return body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
