import { place } from '../config/problems.ts';
import type { Path } from '../lib/tree.ts';
import type { PlanContext } from './applier.ts';

/** `config.d/20-net.yaml:7` of a value, or of the nearest thing around it; undefined when nothing set it. */
export function placeOf({ originOf }: PlanContext, path: Path): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const origin = originOf(path.slice(0, length));
    if (origin !== undefined) {
      return place(origin);
    }
  }
  return undefined;
}

/** To spread into an action, so that its failure names the line that asked for it. */
export function originAt(context: PlanContext, path: Path): { origin?: string } {
  const origin = placeOf(context, path);
  return origin === undefined ? {} : { origin };
}

/** A problem or notice with its place in front, as validation writes them. */
export function located(context: PlanContext, path: Path, message: string): string {
  const where = placeOf(context, path);
  return where === undefined ? message : `${where}: ${message}`;
}
