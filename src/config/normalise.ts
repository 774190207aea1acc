import { isNull, listNode, type MapNode, mapNode, type Node, type Path } from '../lib/tree.ts';
import { renames, reshapes } from './cloud-init.ts';
import { secretKeys, unsupportedBelow, unsupportedKeys } from './cloud-init-keys.ts';
import { convert } from './convert.ts';
import { type Field, hasFields, rootField, type StructureField } from './field-tree.ts';
import { fieldNamed, writtenPath } from './names.ts';
import type { Severity } from './problem.ts';
import type { ProblemList } from './problems.ts';
import { isHarmless, isLikeSecret, unknownKey } from './suggest.ts';

export interface NormaliseOptions {
  readonly problems: ProblemList;
  /** What an unknown key is: a warning at boot, an error where nothing has been touched yet. */
  readonly unknownKeys: Severity;
}

/** One source in canonical names and the forms the schema takes; still with wrong types where written so. */
export function normalise(root: MapNode, options: NormaliseOptions): MapNode {
  return structureNode(moveRenamed(root, options), rootField, [], options);
}

/** cloud-init's `password` and the like, moved to where they belong unless that is given, too. */
function moveRenamed(root: MapNode, { problems }: NormaliseOptions): MapNode {
  const entries = new Map(root.entries);
  for (const [name, path] of Object.entries(renames)) {
    const node = entries.get(name);
    const [parent = '', key = ''] = path.map(String);
    const [written = parent] = [...entries.keys()].filter(
      (other) => fieldNamed(rootField, other)?.name === parent,
    );
    const target = entries.get(written);
    if (node === undefined || (target !== undefined && target.kind !== 'map')) {
      continue;
    }

    entries.delete(name);
    if (target?.entries.has(key) === true) {
      problems.add('warning', node.origin, name, `is not used: ${writtenPath(path)} is given, too`);
      continue;
    }
    entries.set(
      written,
      mapNode([...(target?.entries ?? []), [key, node]], target?.origin ?? node.origin),
    );
  }
  return { ...root, entries };
}

interface Chosen {
  readonly node: Node;
  readonly written: string;
  readonly canonical: boolean;
}

function structureNode(
  node: MapNode,
  structure: StructureField,
  path: Path,
  options: NormaliseOptions,
): MapNode {
  const entries = new Map<string, Chosen>();
  const additions = new Map<string, Chosen>();
  for (const [written, value] of node.entries) {
    const plus = written.endsWith('+');
    const name = plus ? written.slice(0, -1) : written;
    const field = fieldNamed(structure, name);
    if (field === undefined) {
      reportUnknown({ structure, path, written: name, node: value }, options);
      continue;
    }

    const adds = plus && isAddable(field, value, path, options);
    const chosen = { node: value, written, canonical: name === field.name };
    choose(adds ? additions : entries, field, chosen, path, options);
  }

  return {
    kind: 'map',
    origin: node.origin,
    entries: values(entries, structure, path, options),
    ...(additions.size === 0 ? {} : { additions: values(additions, structure, path, options) }),
  };
}

function isAddable(field: Field, { origin }: Node, path: Path, options: NormaliseOptions): boolean {
  const inList = path.some((step) => typeof step === 'number');
  if (field.kind !== 'text' && field.kind !== 'flag' && !inList) {
    return true;
  }
  const message = 'is nothing that could be added to: it is set, as without the +';
  options.problems.add('warning', origin, [...path, field.name], message);
  return false;
}

/** Canonical beats alias inside one source, else the later line wins. */
function choose(
  chosen: Map<string, Chosen>,
  field: Field,
  candidate: Chosen,
  path: Path,
  { problems }: NormaliseOptions,
): void {
  const earlier = chosen.get(field.name);
  const [used, unused] =
    earlier?.canonical === true && !candidate.canonical
      ? [earlier, candidate]
      : [candidate, earlier];
  chosen.set(field.name, used);
  if (unused !== undefined) {
    const message =
      `${unused.written} in line ${unused.node.origin.line} is the same key as ` +
      `${used.written} in line ${used.node.origin.line}, which is the one that is used`;
    problems.add('warning', unused.node.origin, [...path, field.name], message);
  }
}

function values(
  chosen: ReadonlyMap<string, Chosen>,
  structure: StructureField,
  path: Path,
  options: NormaliseOptions,
): ReadonlyMap<string, Node> {
  return new Map(
    [...chosen].map(([name, { node }]) => {
      const field = structure.fields.get(name) as Field;
      return [name, valueNode(node, field, [...path, name], options)];
    }),
  );
}

function valueNode(given: Node, field: Field, path: Path, options: NormaliseOptions): Node {
  const reshape = reshapes[path.filter((step) => typeof step === 'string').join('.')];
  const node = reshape === undefined || isNull(given) ? given : reshape(given);
  if (!hasFields(field)) {
    return convert(node, field.kind);
  }
  if (field.kind === 'structure') {
    return node.kind === 'map' ? structureNode(node, field, path, options) : node;
  }
  if (node.kind !== 'list') {
    return node;
  }

  const items = node.items.map((item, index) => {
    const entry = isNull(item) ? mapNode([], item.origin) : item;
    return entry.kind === 'map' ? structureNode(entry, field, [...path, index], options) : entry;
  });
  return listNode(items, node.origin);
}

interface Unknown {
  readonly structure: StructureField;
  readonly path: Path;
  readonly written: string;
  readonly node: Node;
}

function reportUnknown(unknown: Unknown, { problems, unknownKeys }: NormaliseOptions): void {
  const { structure, path, written, node } = unknown;
  // Where people keep anchors for reuse, as compose files do.
  if (written.startsWith('x-')) {
    return;
  }

  const parent = writtenPath(path);
  const name = written === '' ? '""' : written;
  const key = parent === '' ? name : `${parent}.${name}`;
  if (isCloudInits(path, written)) {
    const message = 'is known to cloud-init, but not supported here';
    const shown =
      isHarmless(written, node) ||
      !(isLikeSecret(written) || secretKeys.has(written.toLowerCase()));
    problems[shown ? 'add' : 'addHidden']('warning', node.origin, key, message);
    return;
  }
  const { message, hidden } = unknownKey(structure, path, written);
  const shown = !hidden || isHarmless(written, node);
  problems[shown ? 'add' : 'addHidden'](unknownKeys, node.origin, key, message);
}

function isCloudInits(path: Path, written: string): boolean {
  const name = written.toLowerCase();
  if (path.length === 0) {
    return unsupportedKeys.has(name);
  }
  const parent = path.filter((step) => typeof step === 'string').join('.');
  return unsupportedBelow[parent]?.has(name) ?? false;
}
