import { renderTable } from '../lib/table.ts';
import type { PhaseReport } from './report.ts';

/** One stretch of time, in milliseconds since the kernel started. */
export interface Span {
  readonly name: string;
  /** 0: a phase. 1: a step. */
  readonly depth: 0 | 1;
  readonly start: number;
  readonly duration: number;
}

/** Steps that did nothing are left out, unless planning them took long. */
export function spansOf(reports: readonly PhaseReport[]): Span[] {
  return reports.flatMap(({ phase, startedUptimeMs, durationMs = 0, preparedMs = 0, steps }) => [
    { name: phase, depth: 0 as const, start: startedUptimeMs, duration: durationMs },
    { name: 'read and plan', depth: 1 as const, start: startedUptimeMs, duration: preparedMs },
    ...steps
      .filter(({ actions }) => actions.length > 0)
      .map((step) => ({
        name: step.applier,
        depth: 1 as const,
        start: startedUptimeMs + preparedMs + step.startedMs,
        duration: step.durationMs,
      })),
  ]);
}

export function renderTimeline(spans: readonly Span[]): string {
  const rows = spans.map(({ name, depth, start, duration }) => [
    `${'  '.repeat(depth)}${name}`,
    (start / 1000).toFixed(3),
    duration.toFixed(1),
  ]);
  return renderTable([['what', 'at (s)', 'took (ms)'], ...rows], { right: [1, 2] });
}

const row = 22;
const left = 190;
const width = 900;
const colours = ['#326ce5', '#f5a623'] as const;

/** A picture of the boot that any browser shows; bars are to scale, from the first span on. */
export function renderSvg(spans: readonly Span[]): string {
  const from = Math.min(...spans.map(({ start }) => start));
  const to = Math.max(...spans.map(({ start, duration }) => start + duration));
  const scale = width / Math.max(to - from, 1);
  const height = (spans.length + 1) * row + 10;
  const bars = spans.map((span, index) => bar(span, index, (time) => left + (time - from) * scale));

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + width + 110}" height="${height}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="white"/>',
    `<text x="8" y="16" fill="#555">k3os boot, ${(from / 1000).toFixed(2)} s to ${(to / 1000).toFixed(2)} s after the kernel started</text>`,
    ...bars,
    '</svg>',
    '',
  ].join('\n');
}

function bar(
  { name, depth, start, duration }: Span,
  index: number,
  x: (time: number) => number,
): string {
  const y = (index + 1) * row + 4;
  const begin = x(start);
  const long = Math.max(x(start + duration) - begin, 1);
  return [
    `<text x="${8 + depth * 14}" y="${y + 13}">${escapeXml(name)}</text>`,
    `<rect x="${begin.toFixed(1)}" y="${y}" width="${long.toFixed(1)}" height="${row - 5}" fill="${colours[depth]}"/>`,
    `<text x="${(begin + long + 4).toFixed(1)}" y="${y + 13}" fill="#555">${duration.toFixed(0)} ms</text>`,
  ].join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
