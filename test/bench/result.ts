/** One line of the table. */
export interface Result {
  readonly what: string;
  /** As a person reads it: `41 ms`, `1.22 ×`. */
  readonly measured: string;
  /** `≤ 1.3 ×`; absent where nothing was promised. */
  readonly budget?: string;
  readonly met?: boolean;
  /** What the measured text is made of, for programs. */
  readonly values: Readonly<Record<string, number>>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.ceil(middle) - 1],
    sorted[Math.floor(middle)],
  ];
  return (low + high) / 2;
}

/** `what` against `floor`, both medians in milliseconds. */
export function ratioResult(
  what: string,
  { ours, other, limit }: { ours: number; other: number; limit: number },
): Result {
  const ratio = ours / other;
  return {
    what,
    measured: `${ratio.toFixed(2)} × (${ours.toFixed(0)} ms : ${other.toFixed(0)} ms)`,
    budget: `≤ ${limit} ×`,
    met: ratio <= limit,
    values: { milliseconds: ours, comparedWith: other, ratio, limit },
  };
}

export function limitResult(
  what: string,
  { value, limit, unit }: { value: number; limit: number; unit: string },
): Result {
  return {
    what,
    measured: `${value.toFixed(1)} ${unit}`,
    budget: `≤ ${limit} ${unit}`,
    met: value <= limit,
    values: { value, limit },
  };
}
