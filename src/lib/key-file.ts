/**
 * A value as GLib's key file parser reads it back with g_key_file_get_string: backslash and control characters
 * escaped, spaces at either end as `\s`, because the parser trims them.
 */
export function keyFileValue(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
    .replace(/^ +| +$/g, (spaces) => '\\s'.repeat(spaces.length));
}

/** Sets `key=` in `[group]`, keeping all else; the group is added at the end when there is none. */
export function withKeyFileEntry(text: string, group: string, key: string, value: string): string {
  const entry = `${key}=${value}`;
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .filter((line, at) => at > 0 || line !== '');
  const start = lines.findIndex((line) => line.trim() === `[${group}]`);
  if (start === -1) {
    return `${[...lines, `[${group}]`, entry].join('\n')}\n`;
  }

  const next = lines.findIndex((line, at) => at > start && line.trimStart().startsWith('['));
  const stop = next === -1 ? lines.length : next;
  const others = lines.slice(start + 1, stop).filter((line) => keyOf(line) !== key);
  return `${[...lines.slice(0, start + 1), entry, ...others, ...lines.slice(stop)].join('\n')}\n`;
}

export function keyFileEntry(text: string, group: string, key: string): string | undefined {
  let current = '';
  for (const line of text.split('\n')) {
    current = /^\s*\[(.*)\]\s*$/.exec(line)?.[1] ?? current;
    if (current === group && keyOf(line) === key) {
      return line.slice(line.indexOf('=') + 1).trim();
    }
  }
  return undefined;
}

function keyOf(line: string): string | undefined {
  return /^\s*([A-Za-z0-9._-]+)\s*=/.exec(line)?.[1];
}
