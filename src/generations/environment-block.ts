/**
 * GRUB's environment block: a file of 1024 bytes that the boot loader can write to. Everything of ours is in its
 * first half, one sector of any disk, which is written whole or not at all.
 */
export interface EnvironmentBlock {
  readonly variables: Readonly<Record<string, string>>;
  /** What is wrong with it, for people. What could be read all the same is in `variables`, as GRUB reads it. */
  readonly damage?: string;
}

export const blockSize = 1024;
const sectorSize = 512;
const header = '# GRUB Environment Block\n';

export function parseBlock(content: Buffer | undefined): EnvironmentBlock {
  const damage = damageOf(content);
  const text = content?.toString('latin1') ?? '';
  if (!text.startsWith(header)) {
    return { variables: {}, ...(damage === undefined ? {} : { damage }) };
  }

  const lines = [...text.slice(header.length).matchAll(/((?:\\.|[^\\\n])*)(\n|$)/gs)];
  const assignments = lines
    // GRUB, too, takes a line only when it is ended.
    .filter(([, line = '', end]) => end === '\n' && !line.startsWith('#'))
    .map(([, line = '']) => line);
  const odd = assignments.find((line) => !/^[^=]+=/.test(line));
  const worst = damage ?? (odd === undefined ? undefined : 'it has a line that sets no variable');
  return {
    variables: Object.fromEntries(assignments.flatMap(parseAssignment)),
    ...(worst === undefined ? {} : { damage: worst }),
  };
}

/** @throws RangeError for more than fits into one sector */
export function renderBlock(variables: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${escaped(value)}\n`);
  const text = Buffer.from([header, ...lines].join(''), 'latin1');
  if (text.length > sectorSize) {
    throw new RangeError(`${text.length} bytes of variables do not fit into an environment block`);
  }
  return Buffer.concat([text, Buffer.alloc(blockSize - text.length, '#')]);
}

function damageOf(content: Buffer | undefined): string | undefined {
  if (content === undefined) {
    return 'it is missing';
  }
  if (content.length === 0) {
    return 'it is empty';
  }
  if (content.every((byte) => byte === 0)) {
    return 'it holds zeros only';
  }
  if (!content.toString('latin1').startsWith(header)) {
    return 'it is no environment block';
  }
  return content.length === blockSize
    ? undefined
    : `it has ${content.length} bytes, not ${blockSize}`;
}

function parseAssignment(line: string): [string, string][] {
  const equals = line.indexOf('=');
  const value = line.slice(equals + 1).replace(/\\(.)/gs, '$1');
  return equals < 1 ? [] : [[line.slice(0, equals), value]];
}

function escaped(value: string): string {
  return value.replace(/[\\\n]/g, '\\$&');
}
