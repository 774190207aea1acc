import type { Node, Path } from '../lib/tree.ts';
import type { Field } from './field-tree.ts';

const wanted: Record<Field['kind'], string> = {
  text: 'a text',
  flag: 'true or false',
  'text-list': 'a list',
  'text-map': 'a map of keys and values',
  'text-table': 'a list of lists',
  structure: 'a map of keys and values',
  'structure-list': 'a list of maps',
};

const nodeKinds: Record<Field['kind'], Node['kind']> = {
  text: 'scalar',
  flag: 'scalar',
  'text-list': 'list',
  'text-map': 'map',
  'text-table': 'list',
  structure: 'map',
  'structure-list': 'list',
};

const found: Record<Node['kind'], string> = {
  scalar: 'a single value',
  list: 'a list',
  map: 'a map',
};

/** What to do about the mistakes that are made most. */
const advice: Readonly<Record<string, string>> = {
  'text-map list': ': write key: value, without dashes',
  'structure list': ': write key: value, without dashes',
  'structure-list map': ': begin each entry with a dash',
};

/** Why a converted value is of the wrong type as a whole; undefined when it fits (null fits: it clears). */
export function typeFault(node: Node, { kind }: Field): string | undefined {
  if (node.kind === 'scalar' && node.value === null) {
    return undefined;
  }
  if (node.kind !== nodeKinds[kind]) {
    const help = advice[`${kind} ${node.kind}`] ?? '';
    return `must be ${wanted[kind]}, not ${found[node.kind]}${help}`;
  }
  if (kind === 'flag' && node.kind === 'scalar' && typeof node.value !== 'boolean') {
    return 'must be true or false';
  }
  return undefined;
}

/** Why an item or entry in such a value is of the wrong type. @param path of the item */
export function insideFault(node: Node, { kind }: Field, path: Path): string {
  if (kind === 'structure-list') {
    return `must be ${wanted.structure}, not ${found[node.kind]}`;
  }
  const isRow = kind === 'text-table' && typeof path.at(-2) !== 'number';
  const help =
    kind === 'text-list' && node.kind === 'map' ? ': put it in quotes if it contains ": "' : '';
  return `must be ${isRow ? 'a list' : 'a text'}, not ${found[node.kind]}${help}`;
}
