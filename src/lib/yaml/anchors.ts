import type { Origin } from '../../config/problem.ts';
import type { Node } from '../tree.ts';
import { maxDepth, Unusable } from './unusable.ts';

const maxExpanded = 100_000;

interface Anchor {
  readonly node: Node;
  /** Nodes in it, those of its own aliases included. */
  readonly size: number;
}

/** What `&name` has named so far. An alias shares it and costs no memory here, but it would where it is copied later. */
export class Anchors {
  readonly #known = new Map<string, Anchor>();
  readonly #heights = new Map<Node, number>();
  #expanded = 0;

  add(name: string, anchor: Anchor): void {
    this.#known.set(name, anchor);
  }

  /** What `*name` stands for. @throws Unusable for a name that is not known, and for more than can be meant */
  expand(name: string, depth: number, origin: Origin): Anchor {
    const anchor = this.#known.get(name);
    if (anchor === undefined) {
      // The name may be a password that begins with the character.
      const advice = 'put it in quotes if it is a text that begins with *';
      throw new Unusable(`* refers to a name that no & has given before: ${advice}`, origin);
    }

    this.#expanded += anchor.size;
    if (this.#expanded > maxExpanded || depth + this.#heightOf(anchor.node) > maxDepth) {
      throw new Unusable('* repeats too much: more than can be meant', origin);
    }
    return { node: { ...anchor.node, origin }, size: anchor.size };
  }

  #heightOf(node: Node): number {
    if (node.kind === 'scalar') {
      return 0;
    }

    const known = this.#heights.get(node);
    if (known !== undefined) {
      return known;
    }
    const children = node.kind === 'list' ? node.items : [...node.entries.values()];
    const height = children.reduce((most, child) => Math.max(most, 1 + this.#heightOf(child)), 0);
    this.#heights.set(node, height);
    return height;
  }
}
