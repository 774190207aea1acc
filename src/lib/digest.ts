import { createHash } from 'node:crypto';

/** sha256 in hex. */
export function digest(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Of a definition made of several parts; no two different lists of parts give the same. */
export function digestOf(...parts: readonly unknown[]): string {
  return digest(JSON.stringify(parts));
}
