const units: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  T: 1024 ** 4,
};

/** Bytes of `512M`, `1.5G` or `1048576`; undefined for anything else. */
export function byteSize(text: string): number | undefined {
  const [, count, unit = ''] = /^([0-9]+(?:\.[0-9]+)?)([BKMGT]?)$/.exec(text) ?? [];
  const factor = units[unit];
  return count === undefined || factor === undefined
    ? undefined
    : Math.floor(Number(count) * factor);
}
