import type { z } from 'zod';
import type { FieldMeta } from './fields.ts';
import { NodeConfig } from './schema.ts';

/** What the schema says of a key, in the form that conversion, merge, dump and documentation walk. */
export type Field = ValueField | StructureField;

interface Common {
  /** Canonical, camelCase. */
  readonly name: string;
  readonly meta: FieldMeta;
}

export interface ValueField extends Common {
  /** `text-table` is a list of lists of texts. */
  readonly kind: 'text' | 'flag' | 'text-list' | 'text-map' | 'text-table';
}

export interface StructureField extends Common {
  readonly kind: 'structure' | 'structure-list';
  readonly fields: ReadonlyMap<string, Field>;
}

/** The schema's own classes, as far as they are looked at. */
interface Inner {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly shape?: Record<string, z.ZodType>;
}

function definition(schema: z.ZodType): Inner {
  return schema.def as unknown as Inner;
}

function toField(name: string, schema: z.ZodType): Field {
  const def = definition(schema);
  if (def.type === 'optional' && def.innerType !== undefined) {
    return toField(name, def.innerType);
  }

  const meta = (schema.meta() ?? { description: '' }) as unknown as FieldMeta;
  switch (def.type) {
    case 'string':
      return { kind: 'text', name, meta };
    case 'boolean':
      return { kind: 'flag', name, meta };
    case 'record':
      return { kind: 'text-map', name, meta };
    case 'object':
      return { kind: 'structure', name, meta, fields: toFields(schema) };
    default:
      return listField(name, meta, def.element as z.ZodType);
  }
}

function listField(name: string, meta: FieldMeta, element: z.ZodType): Field {
  switch (definition(element).type) {
    case 'string':
      return { kind: 'text-list', name, meta };
    case 'object':
      return { kind: 'structure-list', name, meta, fields: toFields(element) };
    default:
      return { kind: 'text-table', name, meta };
  }
}

function toFields(schema: z.ZodType): ReadonlyMap<string, Field> {
  const { shape = {} } = definition(schema);
  return new Map(Object.entries(shape).map(([name, field]) => [name, toField(name, field)]));
}

export const rootField: StructureField = {
  kind: 'structure',
  name: '',
  meta: { description: 'configuration of a node' },
  fields: toFields(NodeConfig),
};

export function hasFields(field: Field | undefined): field is StructureField {
  return field?.kind === 'structure' || field?.kind === 'structure-list';
}

/** The field a canonical path belongs to: indexes are skipped, keys below a text map are the map's. */
export function fieldAt(path: readonly (string | number)[]): Field | undefined {
  let field: Field = rootField;
  for (const step of path) {
    if (typeof step === 'number' || !hasFields(field)) {
      continue;
    }
    const next: Field | undefined = field.fields.get(step);
    if (next === undefined) {
      return undefined;
    }
    field = next;
  }
  return field;
}
