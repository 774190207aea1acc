import { unsupportedBelow, unsupportedKeys } from './cloud-init-keys.ts';
import { type Field, hasFields, rootField, type StructureField } from './field-tree.ts';
import { aliasesOf, snakeCase } from './names.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Named once and referred to, which keeps the file small. */
const forms = {
  text: { type: ['string', 'number', 'boolean', 'null'] },
  texts: { type: 'array', items: { $ref: '#/definitions/text' } },
  list: { anyOf: [{ $ref: '#/definitions/text' }, { $ref: '#/definitions/texts' }] },
  commands: {
    anyOf: [
      { $ref: '#/definitions/text' },
      { type: 'array', items: { $ref: '#/definitions/list' } },
    ],
  },
  table: { type: ['array', 'null'], items: { $ref: '#/definitions/list' } },
  map: {
    type: ['object', 'null'],
    additionalProperties: { anyOf: [{ $ref: '#/definitions/text' }, { type: 'array' }] },
  },
  flag: {
    enum: [
      true,
      false,
      null,
      0,
      1,
      '',
      '0',
      '1',
      ...['true', 'false', 'yes', 'no', 'on', 'off'].flatMap(capitalisations),
    ],
  },
};

function capitalisations(word: string): string[] {
  return [word, `${word[0]?.toUpperCase()}${word.slice(1)}`, word.toUpperCase()];
}

const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });

/** Keys that take other forms than those of their kind, by canonical path. */
const ownForms: Readonly<Record<string, Schema>> = {
  initCmd: ref('commands'),
  bootCmd: ref('commands'),
  runCmd: ref('commands'),
  'powerState.condition': ref('list'),
  packages: { type: ['string', 'array', 'null'] },
  users: {
    type: ['string', 'array', 'object', 'null'],
    items: { anyOf: [ref('text'), ref('users')] },
    additionalProperties: ref('users'),
  },
};

/**
 * What an editor needs to complete and check a file: every spelling that is accepted, the forms that are
 * converted, `+` keys. It accepts at least what `config validate` accepts; meanings are checked there.
 */
export function renderJsonSchema(): string {
  const definitions: Record<string, Schema> = { ...forms };
  const root = structureSchema(rootField, '', definitions);
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'k3os configuration',
    ...root,
    definitions,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function structureSchema(
  structure: StructureField,
  path: string,
  definitions: Record<string, Schema>,
): Schema {
  const properties: Record<string, Schema> = {};
  const patternProperties: Record<string, Schema> = { '^x-': {} };
  for (const field of structure.fields.values()) {
    const inner = path === '' ? field.name : `${path}.${field.name}`;
    const schema = described(field, valueSchema(field, inner, definitions));
    const name = snakeCase(field.name);
    properties[name] = schema;
    if (field.kind !== 'text' && field.kind !== 'flag') {
      properties[`${name}+`] = {
        ...schema,
        description: `adds to ${name}: ${field.meta.description}`,
      };
    }
    patternProperties[spellings(field)] = valueSchema(field, inner, definitions);
  }

  for (const name of path === '' ? unsupportedKeys : (unsupportedBelow[path] ?? [])) {
    properties[name] = { description: 'known to cloud-init, not supported here', deprecated: true };
  }
  if (path === '') {
    properties.password = { ...ref('text'), description: 'cloud-init: the same as k3os.password' };
  }
  return { type: ['object', 'null'], properties, patternProperties, additionalProperties: false };
}

function described({ meta }: Field, schema: Schema): Schema {
  const origin = meta.from === 'cloud-init' ? ' (cloud-init)' : '';
  const example = meta.example === undefined ? '' : `, for example ${meta.example}`;
  return { description: `${meta.description}${origin}${example}`, ...schema };
}

/** Every other spelling, in any letter case, with dashes, with `+`. Editors check them but do not offer them. */
function spellings(field: Field): string {
  const names = new Set([field.name.toLowerCase(), ...aliasesOf(field)]);
  return `^(${[...names].map(anyCase).join('|')})\\+?$`;
}

function anyCase(name: string): string {
  return name
    .replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
    .replaceAll('_', '[_-]');
}

const byKind: Partial<Record<Field['kind'], string>> = {
  flag: 'flag',
  'text-list': 'list',
  'text-map': 'map',
  'text-table': 'table',
};

function valueSchema(field: Field, path: string, definitions: Record<string, Schema>): Schema {
  if (!hasFields(field)) {
    return ownForms[path] ?? ref(byKind[field.kind] ?? 'text');
  }

  if (definitions[path] === undefined) {
    definitions[path] = {};
    definitions[path] = structureSchema(field, path, definitions);
  }
  const list = { type: ['array', 'null'], items: ref(path) };
  return ownForms[path] ?? (field.kind === 'structure' ? ref(path) : list);
}
