import type { Node } from '../../src/lib/tree.ts';

/** A tree as plain values: what a test wants to compare. Bytes are `<hex>`. */
export function plain(node: Node | undefined): unknown {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'scalar':
      return Buffer.isBuffer(node.value) ? `<${node.value.toString('hex')}>` : node.value;
    case 'list':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries([
        ...[...node.entries].map(([key, value]) => [key, plain(value)]),
        ...[...(node.additions ?? [])].map(([key, value]) => [`${key}+`, plain(value)]),
      ]);
  }
}
