import { type Field, hasFields, rootField } from './field-tree.ts';
import type { NodeConfig } from './schema.ts';

export const mask = '***';

/** Names that hold secrets wherever they occur: in environments, flags of k3s, keys we do not know. */
const secretName =
  /pass(wd|phrase)?$|passw|psk|secret|token|credential|private|(api|access|auth)_?key|(^|_)auth(_|$)|datastore_endpoint|headers$|authorization/i;
/** `-t` is short for `--token`. Bounded, so that a text without end is looked through in one go. */
const flagName =
  '--?(?:t(?![a-z0-9-])|[a-z0-9-]{0,40}(?:token|secret|password|access-key|vpn-auth|datastore-endpoint)[a-z0-9-]{0,40})';
const secretFlag = new RegExp(`^${flagName}$`);
/** Name and password in a URL. */
const userInfo = /\/\/([^/?#\s]+)@/g;
/** Shorter ones would blot out ordinary words of a log. */
const shortestSearched = 4;

export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** A text up to the end of a secret flag's name, when more follows it. */
export function beforeFlagValue(text: string): string | undefined {
  return new RegExp(`^.*?(?<![\\w-])${flagName}(?=["']?[\\s,=]+\\S)`).exec(text)?.[0];
}

/** True for a list item that is a secret flag, so that the next one is its value. */
export function isSecretFlagItem(line: string): boolean {
  return new RegExp(`^\\s*-\\s+["']?${flagName}["']?\\s*$`).test(line);
}

export function maskUserInfo(text: string): string {
  return text.replace(userInfo, `//${mask}@`);
}

/** A variable of an environment, as anyone may see it. */
export function maskVariable(name: string, value: string): string {
  return environmentValue(name, value, () => mask);
}

/** What `value` of `field` looks like to anyone who may not know its secrets. */
export function maskValue(value: unknown, field: Field | undefined): unknown {
  return replaceSecrets(value, field, () => mask);
}

export function maskConfig(config: NodeConfig): NodeConfig {
  return maskValue(config, rootField) as NodeConfig;
}

/** Every secret text in a configuration, for masking it wherever it turns up. Longest first. */
export function secretValues(config: NodeConfig): string[] {
  const found = new Set<string>();
  replaceSecrets(config, rootField, (secret) => {
    for (const text of [secret, ...secret.split('\n')]) {
      if (text.trim().length >= shortestSearched) {
        found.add(text.trim());
      }
    }
    return secret;
  });
  return [...found].sort((one, other) => other.length - one.length);
}

type Replace = (secret: string) => string;

function replaceSecrets(value: unknown, field: Field | undefined, replace: Replace): unknown {
  if (field?.meta.secret === true) {
    return everyText(value, replace);
  }
  if (Array.isArray(value)) {
    return field?.name === 'k3sArgs'
      ? flagValues(value, replace)
      : value.map((item) => replaceSecrets(item, field, replace));
  }
  if (typeof value === 'object' && value !== null) {
    return mapValues(value, (inner, key) =>
      field?.name === 'environment'
        ? environmentValue(key, String(inner), replace)
        : replaceSecrets(inner, hasFields(field) ? field.fields.get(key) : undefined, replace),
    );
  }
  return typeof value === 'string' && isUrlField(field) ? urlSecrets(value, replace) : value;
}

function isUrlField(field: Field | undefined): boolean {
  return field !== undefined && ['dataSources', 'configUrl', 'isoUrl'].includes(field.name);
}

/**
 * User, password, and each part of a query, of which one may be a key.
 * With `?` or `&` before it: the `server` of `?role=server` is an ordinary word everywhere else.
 */
function urlSecrets(text: string, replace: Replace): string {
  return text
    .replace(userInfo, (_, secret: string) => `//${replace(secret)}@`)
    .replace(/[?&][^?&#\s]+/g, (secret) => replace(secret));
}

function everyText(value: unknown, replace: Replace): unknown {
  if (typeof value === 'string') {
    return value === '' ? value : replace(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => everyText(item, replace));
  }
  return typeof value === 'object' && value !== null
    ? mapValues(value, (inner) => everyText(inner, replace))
    : value;
}

function mapValues(map: object, change: (value: unknown, key: string) => unknown): object {
  const changed: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(map)) {
    changed[key] = change(value, key);
  }
  return changed;
}

/** A proxy's password stands in its URL. */
function environmentValue(key: string, value: string, replace: Replace): string {
  if (isSecretName(key)) {
    return replace(value);
  }
  return value.replace(userInfo, (_, secret: string) => `//${replace(secret)}@`);
}

/**
 * `--token=x`, and `--token` with its value as the next word, of an item of its own or of one that holds
 * several words.
 */
function flagValues(items: readonly unknown[], replace: Replace): unknown[] {
  let awaited = false;
  const shown = (word: string) => {
    const [flag = '', ...rest] = word.split('=');
    const isValue = awaited && !word.startsWith('-');
    awaited = secretFlag.test(word);
    if (isValue) {
      return replace(word);
    }
    return rest.length > 0 && secretFlag.test(flag) ? `${flag}=${replace(rest.join('='))}` : word;
  };
  return items.map((item) => wordsOf(String(item)).map(shown).join(' '));
}

/** What k3s gets of one item; behind a secret flag, quotes leave open where its value ends. */
function wordsOf(item: string): string[] {
  if (!/^\s*(server|agent|--?[A-Za-z][A-Za-z0-9-]*)\s+\S/.test(item)) {
    return [item];
  }
  const words = item.trim().split(/\s+/);
  const flag = words.findIndex((word) => secretFlag.test(word.replace(/=.*/s, '')));
  if (flag === -1 || !/["'\\]/.test(item)) {
    return words;
  }
  const value = words[flag]?.includes('=') ? flag : flag + 1;
  return [...words.slice(0, value), words.slice(value).join(' ')];
}
