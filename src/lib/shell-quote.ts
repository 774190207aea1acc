/** One word for a POSIX shell, whatever is in it; quoted only where it has to be. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : singleQuote(word);
}

/** Always quoted: inside single quotes a shell reads nothing but their end. */
export function singleQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** For inside double quotes, where the shell reads only these four. */
export function doubleQuote(text: string): string {
  return `"${text.replace(/[\\"$`]/g, '\\$&')}"`;
}
