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

const row = 22;
const left = 190;
const width = 900;
const colours: Readonly<Record<Span['kind'], string>> = {
  stage: '#9aa5b1',
  job: '#5a8f5a',
  phase: '#326ce5',
  step: '#f5a623',
};

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
  { name, kind, depth, start, duration }: Span,
  index: number,
  x: (time: number) => number,
): string {
  const y = (index + 1) * row + 4;
  const begin = x(start);
  const long = Math.max(x(start + duration) - begin, 1);
  return [
    `<text x="${8 + depth * 14}" y="${y + 13}">${escapeXml(name)}</text>`,
    `<rect x="${begin.toFixed(1)}" y="${y}" width="${long.toFixed(1)}" height="${row - 5}" fill="${colours[kind]}"/>`,
    `<text x="${(begin + long + 4).toFixed(1)}" y="${y + 13}" fill="#555">${duration.toFixed(0)} ms</text>`,
  ].join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
