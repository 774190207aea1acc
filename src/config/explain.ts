import type { Path } from '../lib/tree.ts';
import { type Field, fieldAt, hasFields, rootField } from './field-tree.ts';
import type { LoadedConfig, Mention } from './load.ts';
import { writtenPath } from './names.ts';
import { place } from './problems.ts';
import { isSecretName, mask, maskValue } from './secrets.ts';

export interface ExplainOptions {
  readonly showSecrets: boolean;
}

/** Every value that is set, each as in explainValue. */
export function explainAll(loaded: LoadedConfig, options: ExplainOptions): string[] {
  return valuePaths(loaded.merged, rootField, []).flatMap((path) =>
    explainValue(loaded, path, options),
  );
}

/** A value, where it was written, and what it overrode; the newest first. Empty: no source says anything. */
export function explainValue(loaded: LoadedConfig, path: Path, options: ExplainOptions): string[] {
  const mentions = loaded.history(path);
  const last = mentions.at(-1);
  if (last === undefined) {
    return [];
  }

  const key = writtenPath(path);
  const shown = (value: unknown) => show(value, path, options);
  const current = valueAt(loaded.merged, path);
  const kept = contributors(mentions);
  const overridden = mentions.slice(0, mentions.length - kept.length);
  return [
    `${key}: ${current === undefined ? '(not set)' : shown(current)}`,
    ...kept.map(
      (mention) => `    ${verb(mention)} ${place(mention.origin)}${part(mention, kept, shown)}`,
    ),
    ...overridden
      .toReversed()
      .map(({ origin, value }) => `    overrides ${place(origin)}: ${shown(value)}`),
    ...loaded.problems
      .filter((problem) => problem.severity === 'error' && concerns(problem.key, key))
      .map(({ key: concerned, message }) => `    not used: ${concerned}: ${message}`),
  ];
}

/** The last source that set the value, and those that added to it afterwards. */
function contributors(mentions: readonly Mention[]): readonly Mention[] {
  const last = mentions.findLastIndex(({ adds }) => !adds);
  return mentions.slice(Math.max(last, 0));
}

function verb({ adds, value }: Mention): string {
  if (adds) {
    return 'added to by';
  }
  return value === undefined ? 'cleared by' : 'set by';
}

function part(
  mention: Mention,
  kept: readonly Mention[],
  shown: (value: unknown) => string,
): string {
  return kept.length === 1 ? '' : `: ${shown(mention.value)}`;
}

function concerns(key: string | undefined, asked: string): boolean {
  return (
    key === asked || (key?.startsWith(asked) === true && /^[.[]/.test(key.slice(asked.length)))
  );
}

function show(value: unknown, path: Path, { showSecrets }: ExplainOptions): string {
  if (value === undefined) {
    return '(cleared)';
  }
  const visible = showSecrets ? value : masked(value, path);
  return typeof visible === 'string' ? oneLine(visible) : JSON.stringify(visible);
}

function oneLine(text: string): string {
  return text === '' || /[\p{Cc}]|^\s|\s$/u.test(text) ? JSON.stringify(text) : text;
}

/** One value of a map is judged by its key, and one flag of a list by the flags beside it. */
function masked(value: unknown, path: Path): unknown {
  const field = fieldAt(path);
  const last = path.at(-1);
  if (field?.name === 'environment' && last !== 'environment') {
    return isSecretName(String(last)) ? mask : maskValue({ [String(last)]: value }, field);
  }
  return maskValue(value, field);
}

function valueAt(config: object, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    config,
  );
}

/** Structures are shown by what is in them, everything else as a whole. */
function valuePaths(value: unknown, field: Field, path: Path): Path[] {
  if (field.kind !== 'structure' || !hasFields(field)) {
    return [path];
  }
  const given = value as Record<string, unknown>;
  return [...field.fields.values()]
    .filter(({ name }) => given[name] !== undefined)
    .flatMap((child) => valuePaths(given[child.name], child, [...path, child.name]));
}
