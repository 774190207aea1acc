import { decodeBase64 } from '../lib/base64.ts';
import { gunzip } from '../lib/gunzip.ts';

/** Enough for any configuration; a gzip bomb ends here. */
const mostBytes = 16 * 1024 * 1024;

const zipped = new Set(['gz', 'gzip', 'gz+base64', 'gzip+base64', 'gz+b64', 'gzip+b64']);
const inBase64 = new Set(['b64', 'base64', 'gz+base64', 'gzip+base64', 'gz+b64', 'gzip+b64']);

/** Decodes `content` of a write_files entry. @throws Error whose message completes `content …`. */
export function decodeContent(content: string, encoding = ''): Buffer {
  const bytes = inBase64.has(encoding) ? fromBase64(content) : Buffer.from(content);
  return zipped.has(encoding) ? gunzip(bytes, mostBytes) : bytes;
}

function fromBase64(content: string): Buffer {
  const bytes = decodeBase64(content);
  if (bytes === undefined) {
    throw new Error('is not base64');
  }
  return bytes;
}
