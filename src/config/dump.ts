import { stringifyYaml } from '../lib/yaml/stringify.ts';
import { type Field, hasFields, rootField, type StructureField } from './field-tree.ts';
import { snakeCase } from './names.ts';
import type { NodeConfig } from './schema.ts';
import { maskConfig } from './secrets.ts';

export interface DumpOptions {
  readonly showSecrets: boolean;
}

/** The merged configuration as a file that gives the same configuration again; `install` is used once and left out. */
export function dumpYaml(config: NodeConfig, { showSecrets }: DumpOptions): string {
  const { k3os, ...rest } = compact(showSecrets ? config : maskConfig(config), rootField);
  const { install: _, ...node } = (k3os ?? {}) as Record<string, unknown>;
  return stringifyYaml(renamed({ ...rest, k3os: node }, rootField));
}

/** The same in camelCase, with `install`: one line, as the original's `--dump-json`. */
export function dumpJson(config: NodeConfig, { showSecrets }: DumpOptions): string {
  const { k3os, ...rest } = compact(showSecrets ? config : maskConfig(config), rootField);
  const node = (k3os ?? {}) as Record<string, unknown>;
  return JSON.stringify({ ...rest, k3os: { ...node, install: node.install ?? {} } });
}

/** Keys in the order of the schema, empty values left out. */
function compact(values: object, structure: StructureField): Record<string, unknown> {
  const given = values as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const field of structure.fields.values()) {
    const value = compactValue(given[field.name], field);
    if (!isEmpty(value, field)) {
      kept[field.name] = value;
    }
  }
  return kept;
}

function compactValue(value: unknown, field: Field): unknown {
  if (!hasFields(field) || value === undefined) {
    return value;
  }
  if (field.kind === 'structure') {
    return compact(value as object, field);
  }
  return (value as object[]).map((item) =>
    field.name === 'writeFiles' ? { ...emptyFile, ...compact(item, field) } : compact(item, field),
  );
}

/** Tools that read the original's dump find all five keys in every file. */
const emptyFile = { encoding: '', content: '', owner: '', path: '', permissions: '' };

/** `false` says nothing for the original's flags; for those of cloud-init it differs from absent. */
function isEmpty(value: unknown, { meta }: Field): boolean {
  if (value === false) {
    return meta.from === undefined;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.keys(value).length === 0;
  }
  return value === undefined || value === '';
}

function renamed(values: object, structure: StructureField): Record<string, unknown> {
  const entries = Object.entries(values).map(([name, value]) => {
    const field = structure.fields.get(name);
    return [snakeCase(name), hasFields(field) ? renamedValue(value, field) : value];
  });
  return Object.fromEntries(entries);
}

function renamedValue(value: unknown, field: StructureField): unknown {
  return Array.isArray(value)
    ? value.map((item) => renamed(item, field))
    : renamed(value as object, field);
}
