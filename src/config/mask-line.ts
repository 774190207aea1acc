import { beforeFlagValue, isSecretFlagItem, isSecretName, mask, maskUserInfo } from './secrets.ts';

/** `key: value`, `- key: value`, `{key: value`, `"k3os.token"=value`; the name is the second group. */
const assignment = /(^|[\s{,[(-])["']?([A-Za-z0-9_.+[\]/-]{1,100}?)["']?\s*([:=])(?=\s|=|"|'|\S)/g;

/** Of a longer line only the beginning is looked at, and shown: one of a megabyte would take minutes. */
const maxMasked = 2000;

/** A line of the user's without what may be secret in it: everything after a secret's name goes. */
export function maskLine(text: string): string {
  const line = text.slice(0, maxMasked);
  for (const match of line.matchAll(assignment)) {
    const name = lastPart(match[2] ?? '');
    if (holdsSecrets(name)) {
      return `${line.slice(0, match.index + match[0].length)} ${mask}`;
    }
  }
  const flag = beforeFlagValue(line);
  return flag === undefined ? maskUserInfo(line) : `${flag} ${mask}`;
}

/** cloud-init's `chpasswd.list` holds `user:password`. */
function holdsSecrets(name: string): boolean {
  return isSecretName(name) || name === 'list';
}

/**
 * The same for a key we do not know, at a column from 1: its value may be one that would be hidden if the
 * key were spelled right.
 */
export function hideValue(text: string, column: number): string {
  const line = text.slice(0, maxMasked);
  const before = line.slice(0, column - 1);
  const key = line.slice(column - 1);
  const found = /[:=]/.exec(key);
  if (found === null || maskLine(before) !== before) {
    return maskLine(line);
  }
  return `${before}${key.slice(0, found.index + 1)} ${mask}`;
}

/** True for a line inside the value of a secret: one of the keys it stands below is one. */
export function continuesSecret(lines: readonly string[], index: number): boolean {
  if (isSecretFlagItem((lines[index - 1] ?? '').slice(0, maxMasked))) {
    return true;
  }
  let indent = isKey(lines[index] ?? '') ? indentOf(lines[index] ?? '') : Number.POSITIVE_INFINITY;
  for (let above = index - 1; above >= 0 && indent > 0; above -= 1) {
    const line = lines[above] ?? '';
    if (!isKey(line) || indentOf(line) >= indent) {
      continue;
    }
    if (maskLine(line) !== line || holdsSecrets(lastPart(line.replace(/\s*:.*$/, '').trim()))) {
      return true;
    }
    indent = indentOf(line);
  }
  return false;
}

function isKey(line: string): boolean {
  return /^\s*(- )*["']?[A-Za-z0-9_.+-]+["']?\s*:(\s|$)/.test(line);
}

function indentOf(line: string): number {
  return line.search(/[^\s-]/);
}

function lastPart(name: string): string {
  return (
    name
      .split(/[.[\]]/)
      .filter((part) => part !== '')
      .at(-1) ?? name
  );
}
