import type { Origin } from '../../config/problem.ts';
import { isNull, type Node } from '../tree.ts';

/** Of what is lost, this many keys are named. */
const maxNamed = 5;

/** What to say of a key's second value: a section that is begun again takes everything of the first one away. */
export function writtenTwice(earlier: Node, { line }: Origin): string {
  const { line: before } = earlier.origin;
  const lost = contentsOf(earlier);
  return lost === undefined
    ? `is written twice: this one is used, the one in line ${before} is not`
    : `is written twice, in line ${before} and in line ${line}: all of the first is lost (${lost}), write both under one key`;
}

function contentsOf(node: Node): string | undefined {
  if (node.kind === 'list') {
    const { length } = node.items;
    return length === 0 ? undefined : length === 1 ? 'one entry' : `${length} entries`;
  }
  // A key without a value may be a text in braces, and secret.
  const names =
    node.kind === 'map'
      ? [...node.entries].filter(([, value]) => !isNull(value)).map(([name]) => name)
      : [];
  const more = names.length > maxNamed ? ', …' : '';
  return names.length === 0 ? undefined : `${names.slice(0, maxNamed).join(', ')}${more}`;
}
