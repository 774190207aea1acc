import type { Origin } from '../../config/problem.ts';
import type { LinePosition } from '../line-positions.ts';

/** Nesting that a person writes, and that recursion survives. */
export const maxDepth = 100;

/** Stops the parse: the text as a whole cannot be used. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
  readonly at: LinePosition;

  constructor(message: string, { line, column = 1 }: Pick<Origin, 'line' | 'column'>) {
    super(message);
    this.at = { line, column };
  }
}
