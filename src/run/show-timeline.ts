import { renderTable } from '../lib/table.ts';
import type { Span } from './timeline.ts';

export function renderTimeline(spans: readonly Span[]): string {
  const rows = spans.map(({ name, depth, start, duration }) => [
    `${'  '.repeat(depth)}${name}`,
    (start / 1000).toFixed(3),
    duration.toFixed(1),
  ]);
  return renderTable([['what', 'at (s)', 'took (ms)'], ...rows], { right: [1, 2] });
}
