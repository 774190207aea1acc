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

/** Line breaks may be anywhere in it; anything else that is no base64 is a mistake, not to be skipped over. */
function fromBase64(content: string): Buffer {
  const text = content.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.replace(/=+$/, '').length % 4 === 1) {
    throw new Error('is not base64');
  }
  return Buffer.from(text, 'base64');
}
