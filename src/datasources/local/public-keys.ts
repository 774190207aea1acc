import { linesOf } from '../documents/documents.ts';

/** Keys are lines of one text, a list, or by names, and EC2's way by names twice: `{0: {openssh-key: …}}`. */
export function publicKeysOf(value: unknown): string[] {
  if (typeof value === 'string') {
    return linesOf(value);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.values(value).flatMap(publicKeysOf);
}
