interface TableOptions {
  /** Blanks between two columns, default 2. */
  readonly gap?: number;
  /** Columns (from 0) whose cells end at the same place: numbers. */
  readonly right?: readonly number[];
}

/** Columns as wide as their content. */
export function renderTable(
  rows: readonly (readonly string[])[],
  { gap = 2, right = [] }: TableOptions = {},
): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const padded = (cell: string, column: number) =>
    right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);

  return rows.map((row) => row.map(padded).join(' '.repeat(gap)).trimEnd()).join('\n');
}
