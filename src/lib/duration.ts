const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `90s`, `15m`, `2h`; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const [, count, unit = ''] = /^([0-9]{1,6})([smh])$/.exec(text) ?? [];
  const factor = unitMs[unit];
  return count === undefined || factor === undefined ? undefined : Number(count) * factor;
}
