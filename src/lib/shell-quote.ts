/** One word for a POSIX shell, whatever is in it. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** For inside double quotes, where the shell reads only these four. */
export function doubleQuote(text: string): string {
  return `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}
