import { type Field, hasFields, rootField, type StructureField } from './field-tree.ts';
import { snakeCase } from './names.ts';

export const referenceBegin = '<!-- reference:begin -->';
export const referenceEnd = '<!-- reference:end -->';

const kinds: Record<Field['kind'], string> = {
  text: 'text',
  flag: 'true/false',
  'text-list': 'list',
  'text-map': 'map',
  'text-table': 'list of lists',
  structure: 'keys',
  'structure-list': 'list of keys',
};

/** Every key as a Markdown table: the original's and ours first, then what is taken over from cloud-init. */
export function renderReference(): string {
  const rows = rowsOf(rootField, '');
  const ours = rows.filter(({ field }) => field.meta.from !== 'cloud-init');
  const taken = rows.filter(({ field }) => field.meta.from === 'cloud-init');
  return [...table(ours), '', 'Understood as in cloud-init:', '', ...table(taken)].join('\n');
}

/** A text with the part between the markers made new; undefined when it has no markers. */
export function withReference(text: string): string | undefined {
  const begin = text.indexOf(referenceBegin);
  const end = text.indexOf(referenceEnd);
  if (begin === -1 || end < begin) {
    return undefined;
  }
  const before = text.slice(0, begin + referenceBegin.length);
  return `${before}\n${renderReference()}\n${text.slice(end)}`;
}

interface Row {
  readonly key: string;
  readonly field: Field;
}

function rowsOf(structure: StructureField, prefix: string): Row[] {
  return [...structure.fields.values()].flatMap((field) => {
    const key = `${prefix}${snakeCase(field.name)}`;
    const below = field.kind === 'structure-list' ? `${key}[].` : `${key}.`;
    return [{ key, field }, ...(hasFields(field) ? rowsOf(field, below) : [])];
  });
}

function table(rows: readonly Row[]): string[] {
  return [
    '| key | kind | meaning | example |',
    '|---|---|---|---|',
    ...rows.map(({ key, field }) => {
      const cells = [`\`${key}\``, kinds[field.kind], meaning(field), example(field)];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    }),
  ];
}

function meaning(field: Field): string {
  const { description, secret, aliases = [], from } = field.meta;
  const notes = [
    ...(secret === true ? ['secret: masked in every output'] : []),
    ...(aliases.length > 0 ? [`also \`${aliases.join('`, `')}\``] : []),
    ...(from === 'new' ? ['new'] : []),
  ];
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`;
}

function example({ meta }: Field): string {
  return meta.example === undefined ? '' : `\`${meta.example}\``;
}
