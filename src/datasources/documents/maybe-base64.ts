import { decodeBase64 } from '../../lib/base64.ts';
import { isGzip } from '../../lib/gunzip.ts';

/**
 * User-data of a cloud that takes nothing but text, so that whoever has other bytes gives base64. `abcd` can be read as base64,
 * too: it is taken for it only where what comes out is gzip or the text of a configuration, a script or a multi-part message.
 */
export function maybeBase64(content: Buffer | undefined): Buffer | undefined {
  if (content === undefined || content.length === 0) {
    return undefined;
  }
  const decoded = decodeBase64(content.toString('latin1'));
  return decoded !== undefined && (isGzip(decoded) || isUserdataText(decoded)) ? decoded : content;
}

function isUserdataText(content: Buffer): boolean {
  const text = content.toString('utf8');
  // A decoder puts this where bytes are no UTF-8.
  return !text.includes('\ufffd') && /^\s*[#{[]|^[\w."'-]+\s*:(\s|$)/m.test(text);
}
