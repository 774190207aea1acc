/**
 * The source text is part of the heap that every start reads. V8 keeps it in one byte a character, or in two when a single one
 * needs them: 0.7 MB more. The bundler writes texts with escapes, but leaves regular expressions as they are.
 */
export function refuseWideText(script: string): void {
  const found = /[^\n]{0,40}([\u0100-\uffff])[^\n]{0,40}/.exec(script);
  if (found !== null) {
    const code = (found[1] ?? '').charCodeAt(0).toString(16).padStart(4, '0');
    throw new Error(
      `write \\u${code} for this character, with it the whole program takes twice the room: ${found[0]}`,
    );
  }
}
