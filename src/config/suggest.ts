import { nearest } from '../lib/nearest.ts';
import type { Node, Path } from '../lib/tree.ts';
import { type Field, fieldAt, hasFields, rootField, type StructureField } from './field-tree.ts';
import { aliasesOf, canonicalPath, fieldNamed, snakeCase, writtenPath } from './names.ts';
import { isSecretName } from './secrets.ts';

/**
 * What to say of a key that nothing knows, and whether its value must stay hidden: only a key that was
 * clearly meant to be a harmless one is shown with its value.
 */
export function unknownKey(
  structure: StructureField,
  path: Path,
  key: string,
): { readonly message: string; readonly hidden: boolean } {
  const meant = suggestKey(structure, path, key);
  if (meant === undefined) {
    return { message: 'unknown key', hidden: true };
  }
  const secret = fieldAt(canonicalPath(meant) ?? [])?.meta.secret === true;
  return { message: `unknown key, did you mean ${meant}?`, hidden: secret || isSecretName(key) };
}

/** True when the value of a key we do not know can be shown, because it is none that could be a secret. */
export function isHarmless(key: string, node: Node): boolean {
  if (node.kind !== 'scalar') {
    return false;
  }
  return typeof node.value === 'boolean' || node.value === null || isPlainNumber(key, node.written);
}

function isPlainNumber(key: string, written: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(written) && !isLikeSecret(key);
}

/** A misspelt `token` is one, too. */
export function isLikeSecret(key: string): boolean {
  const word = key.toLowerCase().replaceAll('-', '_');
  return isSecretName(word) || nearest(word, secretSpellings(rootField)) !== undefined;
}

function secretSpellings(structure: StructureField): string[] {
  return [...structure.fields.values()].flatMap((field) => [
    ...(field.meta.secret === true ? [snakeCase(field.name), ...aliasesOf(field)] : []),
    ...(hasFields(field) ? secretSpellings(field) : []),
  ]);
}

/** What other programs call our keys. */
const otherNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  wifi: { ssid: 'name', essid: 'name', psk: 'passphrase', key: 'passphrase' },
};

/**
 * The full key that was probably meant: a similar one in the same structure, else the same one in
 * another place (`token` at the top is `k3os.token`).
 */
export function suggestKey(structure: StructureField, path: Path, key: string): string | undefined {
  const word = key.toLowerCase().replaceAll('-', '_');
  const elsewhereName = otherNames[structure.name]?.[word];
  if (elsewhereName !== undefined) {
    return writtenPath([...path, elsewhereName]);
  }

  const spellings = [...structure.fields.values()].flatMap((field) => [
    snakeCase(field.name),
    ...aliasesOf(field),
  ]);
  const near = nearest(word, spellings);
  const field = near === undefined ? undefined : fieldNamed(structure, near);
  return field === undefined ? elsewhere(word) : writtenPath([...path, field.name]);
}

function elsewhere(word: string): string | undefined {
  for (const { structure, path } of nestedStructures(rootField, [])) {
    const field = fieldNamed(structure, word);
    if (field !== undefined) {
      return writtenPath([...path, field.name]);
    }
  }
  return undefined;
}

function nestedStructures(
  structure: StructureField,
  path: readonly string[],
): { structure: StructureField; path: readonly string[] }[] {
  const nested = [...structure.fields.values()]
    .filter(
      (field: Field): field is StructureField => hasFields(field) && field.kind === 'structure',
    )
    .filter(({ meta }) => meta.from !== 'cloud-init')
    .flatMap((field) => nestedStructures(field, [...path, field.name]));
  return [{ structure, path }, ...nested];
}
