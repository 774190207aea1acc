import { createHash } from 'node:crypto';
import { sha256 } from '@noble/hashes/sha2.js';

/** Node's own is quicker from here on; below, loading it takes longer than all the rest. */
const smallBytes = 16 * 1024;

/** sha256 in hex. */
export function digest(content: Buffer | string): string {
  const bytes = Buffer.from(content);
  return bytes.length > smallBytes
    ? createHash('sha256').update(bytes).digest('hex')
    : Buffer.from(sha256(bytes)).toString('hex');
}

/** Of a definition made of several parts; no two different lists of parts give the same. */
export function digestOf(...parts: readonly unknown[]): string {
  return digest(JSON.stringify(parts));
}
