import type { Origin, Problem } from '../config/problem.ts';

/**
 * Configuration text as values that know where they were written. The parsers make it, every later
 * stage keeps it, and only the very end turns it into plain objects. Nodes are never changed.
 */
export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  /** What the text means by itself; a number stays the text as written (`0755`, `1_000`). */
  readonly value: string | boolean | null | Buffer;
  /** The text as written, without quotes: `on` for true. */
  readonly written: string;
  readonly origin: Origin;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly origin: Origin;
}

export interface MapNode {
  readonly kind: 'map';
  /** A value has the origin of its key, so that a message shows the line of the key. */
  readonly entries: ReadonlyMap<string, Node>;
  /** Only in normalised structures: values of keys written with `+`, to be added to what is there. */
  readonly additions?: ReadonlyMap<string, Node>;
  readonly origin: Origin;
}

export type Path = readonly (string | number)[];

/** What a parser makes of a text; `root` is undefined for a text that says nothing or cannot be used. */
export interface Parsed {
  readonly root: Node | undefined;
  /** True when the text as a whole cannot be used. */
  readonly broken: boolean;
  readonly problems: readonly Problem[];
}

export function textNode(text: string, origin: Origin): ScalarNode {
  return { kind: 'scalar', value: text, written: text, origin };
}

export function listNode(items: readonly Node[], origin: Origin): ListNode {
  return { kind: 'list', items, origin };
}

export function mapNode(entries: Iterable<readonly [string, Node]>, origin: Origin): MapNode {
  return { kind: 'map', entries: new Map(entries), origin };
}

export function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** The node at a path, undefined when there is none. */
export function nodeAt(root: Node | undefined, path: Path): Node | undefined {
  let node = root;
  for (const step of path) {
    if (node?.kind === 'map') {
      node = node.entries.get(String(step)) ?? node.additions?.get(String(step));
    } else if (node?.kind === 'list') {
      node = node.items[Number(step)];
    } else {
      return undefined;
    }
  }

  return node;
}

/** Keys that reach into JavaScript's own objects; no configuration needs them. */
export const forbiddenKeys: ReadonlySet<string> = new Set([
  '__proto__',
  'constructor',
  'prototype',
]);
