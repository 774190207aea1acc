import { isNull, listNode, type Node, type ScalarNode, textNode } from '../lib/tree.ts';
import type { Field } from './field-tree.ts';

/**
 * Turns what a user may write for a value into the one form that the schema takes. Total: what cannot be
 * converted stays as it is and is reported by the type check, where a later source may have replaced it.
 */
export function convert(node: Node, kind: Field['kind']): Node {
  if (isNull(node)) {
    return node;
  }

  switch (kind) {
    case 'text':
      return toText(node);
    case 'flag':
      return toFlag(node);
    case 'text-list':
      return node.kind === 'scalar' ? listNode([toText(node)], node.origin) : toTexts(node);
    case 'text-map':
      return toTextMap(node);
    case 'text-table':
      return node.kind === 'list' ? { ...node, items: node.items.map(toTexts) } : node;
    default:
      return node;
  }
}

function toText(node: Node): Node {
  if (node.kind !== 'scalar') {
    return node;
  }
  if (typeof node.value === 'string' || node.value === null) {
    return node;
  }
  return textNode(Buffer.isBuffer(node.value) ? node.value.toString() : node.written, node.origin);
}

function orEmpty(node: Node): Node {
  return isNull(node) ? textNode('', node.origin) : node;
}

function toTexts(node: Node): Node {
  return node.kind === 'list'
    ? { ...node, items: node.items.map((item) => orEmpty(toText(item))) }
    : node;
}

const flags = new Map<string, boolean>([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0', ''].map((word) => [word, false] as const),
]);

function toFlag(node: Node): Node {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') {
    return node;
  }
  const value = flags.get(node.value.trim().toLowerCase());
  return value === undefined ? node : { ...node, value };
}

/** Values of string maps: trimmed, a list counts as its first element, as k3OS did. */
function toTextMap(node: Node): Node {
  if (node.kind !== 'map') {
    return node;
  }
  return {
    ...node,
    entries: new Map([...node.entries].map(([key, value]) => [key, mapValue(value)])),
  };
}

function mapValue(node: Node): Node {
  if (node.kind === 'map') {
    return node;
  }
  if (node.kind === 'list') {
    const [first] = node.items;
    return first === undefined ? textNode('', node.origin) : mapValue(first);
  }
  return textNode(scalarText(node).trim(), node.origin);
}

function scalarText({ value, written }: ScalarNode): string {
  if (typeof value === 'boolean') {
    return String(value);
  }
  return value === null ? '' : Buffer.isBuffer(value) ? value.toString() : (value ?? written);
}
