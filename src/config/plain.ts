import { isNull, type Node } from '../lib/tree.ts';
import { type Field, hasFields } from './field-tree.ts';

/** The tree as plain objects without prototypes; null and empty single values are absent. */
export function plainOf(node: Node, field: Field | undefined): unknown {
  if (node.kind === 'scalar') {
    return node.value;
  }
  if (node.kind === 'list') {
    return node.items.map((item) => plainOf(item, field));
  }

  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, value] of node.entries) {
    const child = hasFields(field) ? field.fields.get(key) : undefined;
    if (!isNull(value) && !(child?.kind === 'text' && isBlank(value))) {
      plain[key] = plainOf(value, child);
    }
  }
  return plain;
}

/** A text that was written and is empty. */
export function isBlank(node: Node): boolean {
  return node.kind === 'scalar' && node.value === '';
}
