/**
 * Bytes of a base64 text; line breaks may be anywhere in it and its padding may be missing. Undefined when it is no
 * base64: Buffer.from alone never complains and skips over what it does not know.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = text.replace(/\s+/g, '');
  // One run of letters: a pattern of groups of four has no end of stack for what is large.
  const isWhole = /^[A-Za-z0-9+/]*={0,2}$/.test(compact);
  return isWhole && compact.replace(/=+$/, '').length % 4 !== 1
    ? Buffer.from(compact, 'base64')
    : undefined;
}
