import type { PlanContext } from './applier.ts';

type Path = readonly (string | number)[];

/** `config.d/20-net.yaml:7` of a value, or of the nearest thing around it; undefined when nothing set it. */
export function placeOf({ originOf }: PlanContext, path: Path): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const origin = originOf(path.slice(0, length));
    if (origin !== undefined) {
      return `${origin.file}:${origin.line}`;
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
  const place = placeOf(context, path);
  return place === undefined ? message : `${place}: ${message}`;
}
