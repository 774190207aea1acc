import { OperationError } from '../../errors.ts';
import { decodeBase64 } from '../../lib/base64.ts';
import { gunzip, isGzip } from '../../lib/gunzip.ts';
import type { Documents } from '../documents/documents.ts';

const base64 = ['base64', 'b64'];
const packedBase64 = ['gzip+base64', 'gz+base64', 'gzip+b64', 'gz+b64'];
const most = 1024 * 1024;

/** Decoded, but as packed as it came. @throws OperationError where the encoding is not what it says */
export function guestinfoOf(documents: Documents, key: string): Buffer | undefined {
  const encoding = documents[`${key}.encoding`]?.toString();
  return decodeGuestinfo(documents[key], { encoding, name: `guestinfo.${key}` });
}

/** An encoding that is not known means none, as for cloud-init: who clears a key cannot remove its encoding. */
export function decodeGuestinfo(
  content: Buffer | undefined,
  { encoding = '', name }: { readonly encoding: string | undefined; readonly name: string },
): Buffer | undefined {
  const text = content?.toString().trim() ?? '';
  if (text === '' || text === '---') {
    return undefined;
  }
  const wanted = encoding.trim().toLowerCase();
  if (!base64.includes(wanted) && !packedBase64.includes(wanted)) {
    return content;
  }
  const decoded = decodeBase64(text);
  if (decoded === undefined) {
    throw new OperationError(`${name} is no base64`);
  }
  return decoded;
}

/** @throws OperationError where it is no whole gzip or too large */
export function unpackedGuestinfo(content: Buffer | undefined, name: string): Buffer | undefined {
  if (content === undefined || !isGzip(content)) {
    return content;
  }
  try {
    return gunzip(content, most);
  } catch (error) {
    throw new OperationError(`${name} ${(error as Error).message}`);
  }
}
