import type { Node } from './tree.ts';

/** A tree as plain objects, for text of others that nobody is told lines of. Numbers stay the text that they were. */
export function plainOf(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plainOf);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, value]) => [key, plainOf(value)]));
  }
}
