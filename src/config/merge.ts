import { isNull, listNode, type MapNode, type Node, type Path } from '../lib/tree.ts';
import { type Field, rootField, type StructureField } from './field-tree.ts';
import { typeFault } from './field-type.ts';
import { type ProblemList, place } from './problems.ts';

/** A value of the wrong type, told at the end unless a later source replaced it. */
interface Rejected {
  readonly node: Node;
  readonly path: Path;
  readonly message: string;
}

/**
 * Puts normalised sources together, the later over the earlier. Structures merge key by key, everything
 * else is replaced whole, null included; keys with `+` add. A value of the wrong type replaces nothing.
 */
export function merge(layers: readonly MapNode[], problems: ProblemList): MapNode {
  const merger = new Merger(problems);
  const empty: MapNode = { kind: 'map', entries: new Map(), origin: { file: '', line: 0 } };
  const merged = layers.reduce(
    (base, layer) => merger.structure(base, layer, rootField, []),
    empty,
  );
  merger.reportRejected();
  return merged;
}

class Merger {
  readonly #problems: ProblemList;
  readonly #rejected = new Map<string, Rejected>();

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  structure(base: MapNode, over: MapNode, structure: StructureField, path: Path): MapNode {
    const entries = new Map(base.entries);
    for (const [name, node] of over.entries) {
      const field = structure.fields.get(name) as Field;
      const merged = this.#replace(entries.get(name), node, field, [...path, name]);
      if (merged !== undefined) {
        entries.set(name, merged);
      }
    }
    for (const [name, node] of over.additions ?? []) {
      const field = structure.fields.get(name) as Field;
      const merged = this.#add(entries.get(name), node, field, [...path, name]);
      if (merged !== undefined) {
        entries.set(name, merged);
      }
    }
    return { kind: 'map', entries, origin: over.origin };
  }

  reportRejected(): void {
    for (const { node, path, message } of this.#rejected.values()) {
      this.#problems.add('error', node.origin, path, message);
    }
  }

  #replace(base: Node | undefined, node: Node, field: Field, path: Path): Node | undefined {
    if (this.#rejects(node, field, path)) {
      return base;
    }
    if (field.kind === 'structure' && node.kind === 'map') {
      return this.structure(base?.kind === 'map' ? base : bare(node), node, field, path);
    }
    this.#noticeLoss(base, node, field, path);
    return node;
  }

  #add(base: Node | undefined, node: Node, field: Field, path: Path): Node | undefined {
    if (this.#rejects(node, field, path)) {
      return base;
    }
    if (isNull(node) || base === undefined || isNull(base)) {
      return isNull(node) ? base : this.#replace(base, node, field, path);
    }
    if (base.kind === 'list' && node.kind === 'list') {
      return listNode([...base.items, ...node.items], base.origin);
    }
    if (base.kind === 'map' && node.kind === 'map') {
      return field.kind === 'structure'
        ? this.structure(base, node, field, path)
        : { ...base, entries: new Map([...base.entries, ...node.entries]) };
    }
    return node;
  }

  #rejects(node: Node, field: Field, path: Path): boolean {
    const key = JSON.stringify(path);
    const message = typeFault(node, field);
    if (message === undefined) {
      this.#rejected.delete(key);
      return false;
    }
    this.#rejected.set(key, { node, path, message });
    return true;
  }

  /** Users lost files to a later source that set the same list. */
  #noticeLoss(base: Node | undefined, node: Node, field: Field, path: Path): void {
    const lost = base === undefined ? 0 : sizeOf(base);
    if (base === undefined || lost === 0 || sameValue(base, node)) {
      return;
    }
    const things = lost === 1 ? 'the one entry' : `the ${lost} entries`;
    const advice =
      isNull(node) || sizeOf(node) === 0 ? '' : '; a key ending in + would add to them';
    const message = `replaces ${things} from ${place(base.origin)}${advice}`;
    if (base.origin.file !== node.origin.file && field.kind !== 'structure') {
      this.#problems.add('notice', node.origin, path, message);
    }
  }
}

function bare({ origin }: MapNode): MapNode {
  return { kind: 'map', entries: new Map(), origin };
}

function sizeOf(node: Node): number {
  if (node.kind === 'scalar') {
    return 0;
  }
  return node.kind === 'list' ? node.items.length : node.entries.size;
}

function sameValue(one: Node, other: Node): boolean {
  if (one.kind === 'scalar' && other.kind === 'scalar') {
    return one.value === other.value;
  }
  if (one.kind === 'list' && other.kind === 'list') {
    return sameItems(one.items, other.items);
  }
  if (one.kind === 'map' && other.kind === 'map') {
    const keys = [...one.entries.keys()];
    return (
      keys.length === other.entries.size &&
      keys.every((key) => other.entries.has(key)) &&
      sameItems(
        [...one.entries.values()],
        keys.map((key) => other.entries.get(key) as Node),
      )
    );
  }
  return false;
}

function sameItems(one: readonly Node[], other: readonly Node[]): boolean {
  return (
    one.length === other.length && one.every((node, index) => sameValue(node, other[index] as Node))
  );
}
