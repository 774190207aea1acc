import type { SourceText } from '../config/source-text.ts';
import { reasonOf } from '../errors.ts';
import { gunzip, isGzip } from '../lib/gunzip.ts';
import { isMultipart, type MimePart, splitMultipart } from '../lib/mime.ts';
import { isWideText } from '../lib/text-bytes.ts';
import { maxSourceBytes } from './source.ts';

/** Compressed parts inside compressed parts: deeper is an attack. */
const maxLayers = 4;

/**
 * User-data in whatever wrapping → texts in the order in which they count. Judged in this order: gzip,
 * multi-part, bytes that are no text (a program), `#!` (a script), else configuration.
 */
export function splitUserdata(content: Buffer, file: string, layers = 0): SourceText[] {
  if (content.length === 0) {
    return [];
  }
  if (layers > maxLayers) {
    return [{ file, format: 'unreadable', content: 'is packed too many times' }];
  }
  if (isGzip(content)) {
    return unpack(content, file, layers);
  }
  if (isMultipart(content)) {
    return splitParts(content, file, layers);
  }
  // UTF-16 has NUL bytes, too, but is a text that was saved wrongly.
  if (content.includes(0) && !isWideText(content)) {
    return [{ file, format: 'script', content }];
  }

  const format = content.subarray(0, 2).toString('latin1') === '#!' ? 'script' : 'yaml';
  return [{ file, format, content }];
}

function unpack(content: Buffer, file: string, layers: number): SourceText[] {
  try {
    return splitUserdata(gunzip(content, maxSourceBytes), file, layers + 1);
  } catch (error) {
    return [{ file, format: 'unreadable', content: reasonOf(error) }];
  }
}

function splitParts(content: Buffer, file: string, layers: number): SourceText[] {
  const { parts, fault } = splitMultipart(content);
  const broken: SourceText[] =
    fault === undefined ? [] : [{ file, format: 'unreadable', content: fault }];
  const texts = parts.flatMap((part, index) =>
    readPart(part, partName(file, index + 1, part), layers + 1),
  );
  return [...inOrder(texts), ...broken];
}

/** Scripts run last, as in cloud-init; before, `write_files` of a later part would take their files away. */
function inOrder(texts: readonly SourceText[]): SourceText[] {
  const isScript = ({ format }: SourceText) => format === 'script';
  return [...texts.filter((text) => !isScript(text)), ...texts.filter(isScript)];
}

function partName(file: string, number: number, { filename }: MimePart): string {
  const name = filename?.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 40);
  return name === undefined ? `${file} (part ${number})` : `${file} (part ${number}, ${name})`;
}

/** Types that say nothing; the content is judged as if it came alone. */
const judged =
  /^(text\/(plain|x-not-multipart|cloud-config|x-shellscript)|application\/(x-)?g(un)?zip.*|application\/octet-stream|application\/x-yaml|text\/yaml)$/;

function readPart({ type, content }: MimePart, file: string, layers: number): SourceText[] {
  if (type.startsWith('text/x-shellscript') && !isGzip(content)) {
    return [{ file, format: 'script', content }];
  }
  if (judged.test(type) || type.startsWith('multipart/')) {
    return splitUserdata(content, file, layers);
  }
  return [
    { file, format: 'skipped', content: `was not used: parts of type ${type} are not supported` },
  ];
}
