import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { findFlag, isOn, type Role } from '../../src/k3s/flag-table.ts';
import { readIfPresent } from './files.ts';
import { located } from './location.ts';
import { Fatal, log, messageOf } from './log.ts';

type Values = Map<string, unknown[]>;

/**
 * The configuration file and its drop-ins as words of the command line, to be put before the real ones.
 * Per key the last file wins, `key+` appends to what was said so far.
 *
 * @param named value of --config
 */
export function configWords(role: Role, named: string | undefined): string[] {
  const path = process.env.K3S_CONFIG_FILE ?? named ?? located('/etc/rancher/k3s/config.yaml');
  const values: Values = new Map();

  for (const file of [path, ...dropIns(`${path}.d`)]) {
    const text = readIfPresent(file);
    if (text !== undefined) {
      merge(values, parseFile(file, text));
    }
  }
  return [...values].flatMap(([key, list]) => wordsOf(role, key, list));
}

function dropIns(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && /\.ya?ml$/.test(entry.name))
      .map((entry) => join(folder, entry.name))
      .sort();
  } catch {
    return [];
  }
}

function parseFile(file: string, text: string): Record<string, unknown> {
  try {
    return (parse(text, { version: '1.1' }) ?? {}) as Record<string, unknown>;
  } catch (cause) {
    throw new Fatal(`failed to load config file ${basename(file)}`, { cause });
  }
}

function merge(values: Values, file: Record<string, unknown>): void {
  for (const [written, value] of Object.entries(file)) {
    const key = written.replace(/\+$/, '');
    const list = Array.isArray(value) ? value : [value];
    values.set(key, written.endsWith('+') ? [...(values.get(key) ?? []), ...list] : list);
  }
}

/** Unlike on the command line an unknown key is skipped with a warning. */
function wordsOf(role: Role, key: string, list: readonly unknown[]): string[] {
  const flag = findFlag(key);
  if (flag === undefined || !isOn(flag, role)) {
    log('warning', `Unknown flag --${key} found in config.yaml, skipping`);
    return [];
  }
  return list.map((value) => `--${flag.name}=${text(value)}`);
}

function text(value: unknown): string {
  if (value !== null && typeof value === 'object') {
    throw new Fatal(messageOf('a value in config.yaml is a map'));
  }
  return value === null || value === undefined ? '' : String(value);
}
