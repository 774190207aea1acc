interface Bound {
  readonly relation: keyof typeof relations;
  readonly bytes: number;
}

/** All of them hold. */
export type SizeBounds = readonly Bound[];

const relations = {
  '>=': (one: number, other: number) => one >= other,
  '<=': (one: number, other: number) => one <= other,
  '>': (one: number, other: number) => one > other,
  '<': (one: number, other: number) => one < other,
} as const;

/** As makers of disks count: what is sold as 32G has 32 thousand million bytes. */
const units: Readonly<Record<string, number>> = {
  M: 1000 ** 2,
  G: 1000 ** 3,
  T: 1000 ** 4,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
};

/** `>=32G`, `>=32G <1T`; undefined for anything else. */
export function parseSizeBounds(text: string): SizeBounds | undefined {
  const parts = text.split(',').join(' ').split(/\s+/).filter(Boolean);
  const bounds = parts.map(parseBound);
  return bounds.length > 0 && bounds.every((bound) => bound !== undefined) ? bounds : undefined;
}

function parseBound(text: string): Bound | undefined {
  const [, relation = '', count, unit = ''] =
    /^([<>]=?)([0-9]+(?:\.[0-9]+)?)([MGT]i?)B?$/.exec(text) ?? [];
  const factor = units[unit];
  return count === undefined || factor === undefined || !(relation in relations)
    ? undefined
    : { relation: relation as Bound['relation'], bytes: Number(count) * factor };
}

export function isWithin(bytes: number, bounds: SizeBounds): boolean {
  return bounds.every((bound) => relations[bound.relation](bytes, bound.bytes));
}

/** `34.4 GB`, for people who choose among disks. */
export function shownSize(bytes: number): string {
  const [unit, factor] =
    bytes >= 1000 ** 4 ? ['TB', 1000 ** 4] : bytes >= 1000 ** 3 ? ['GB', 1000 ** 3] : ['MB', 1e6];
  return `${(bytes / factor).toFixed(1).replace(/\.0$/, '')} ${unit}`;
}
