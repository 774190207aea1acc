import { k3sStarts } from './boot-marks.ts';
import type { Span } from './timeline.ts';

const row = 20;
const indent = 14;
/** Of the bars. */
const width = 900;
/** Where the first bar is; above it title, legend and axis. */
const top = 76;
/** Room for the length of what ends last. */
const right = 84;
/** More than a letter of any usual font needs at this size. */
const letter = 7;
const ink = '#222';
const faint = '#666';

const colours = {
  kernel: '#7b8794',
  initrd: '#b5793c',
  k3os: '#326ce5',
  services: '#4f9a5b',
  network: '#8e5bb5',
  k3s: '#e0483e',
} as const;
type Area = keyof typeof colours;

/** Whose time a stretch is. What is not named here is a service like others. */
const areas: Readonly<Record<string, Area>> = {
  kernel: 'kernel',
  initrd: 'initrd',
  'first drivers': 'initrd',
  'k3os init': 'k3os',
  'k3os-boot': 'k3os',
  'k3os-keys': 'k3os',
  ccapply: 'k3os',
  interfaces: 'network',
  wpa_supplicant: 'network',
  connman: 'network',
  'network-online': 'network',
  chrony: 'network',
  'time-sync': 'network',
  'k3s-service': 'k3s',
  [k3sStarts]: 'k3s',
};

interface Scale {
  readonly from: number;
  readonly to: number;
  readonly left: number;
  /** Where a moment is, in the picture. */
  readonly x: (time: number) => number;
}

/** A picture of the boot that any browser shows, from the first span on and to scale; it needs no other file. */
export function drawTimeline(spans: readonly Span[]): string {
  const scale = scaleOf(spans);
  const bottom = top + spans.length * row + 4;
  const start = spans.find(({ name }) => name === k3sStarts)?.start;
  const total = scale.left + width + right;

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${total}" height="${bottom + 24}" viewBox="0 0 ${total} ${bottom + 24}" font-family="sans-serif" font-size="12" fill="${ink}">`,
    '<rect width="100%" height="100%" fill="white"/>',
    `<text x="8" y="20" font-size="15" font-weight="bold">${titleOf(start)}</text>`,
    legend(spans),
    ...ticksOf(scale).map((time) => tick(time, scale, bottom)),
    ...spans.map((span, index) => bar(span, index, scale)),
    ...(start === undefined ? [] : [line(scale.x(start), bottom, colours.k3s)]),
    '</svg>',
  ].join('\n');
}

function titleOf(k3sStart: number | undefined): string {
  return k3sStart === undefined
    ? 'k3os boot: k3s has not been started'
    : `k3os boot: k3s was started ${seconds(k3sStart)} after the kernel`;
}

function scaleOf(spans: readonly Span[]): Scale {
  const from = Math.min(...spans.map(({ start }) => start));
  const to = Math.max(...spans.map(endOf));
  const left =
    Math.max(...spans.map(({ name, depth }) => depth * indent + name.length * letter)) + 24;
  const perMs = width / Math.max(to - from, 1);
  return { from, to, left, x: (time) => left + (time - from) * perMs };
}

function legend(spans: readonly Span[]): string {
  const shown = new Set(spans.map(areaOf));
  const names = Object.keys(colours).filter((name) => shown.has(name as Area));
  return names
    .map((name, index) => {
      const x = 8 + index * 90;
      return `<rect x="${x}" y="32" width="12" height="12" fill="${colours[name as Area]}"/><text x="${x + 17}" y="42">${name}</text>`;
    })
    .join('');
}

/** Round numbers of milliseconds, twelve at most. */
export function ticksOf({ from, to }: Pick<Scale, 'from' | 'to'>): number[] {
  const least = (to - from) / 12;
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= least) ?? 1;
  const first = Math.ceil(from / step);
  const count = Math.floor(to / step) - first + 1;
  return Array.from({ length: count }, (_, index) => (first + index) * step);
}

function tick(time: number, { x }: Scale, bottom: number): string {
  const label = `text-anchor="middle" fill="${faint}">${time / 1000} s</text>`;
  return [
    line(x(time), bottom, '#ddd'),
    `<text x="${x(time).toFixed(1)}" y="${top - 10}" ${label}`,
    `<text x="${x(time).toFixed(1)}" y="${bottom + 16}" ${label}`,
  ].join('');
}

function line(x: number, bottom: number, colour: string): string {
  return `<path d="M${x.toFixed(1)} ${top - 4}V${bottom}" stroke="${colour}"/>`;
}

function bar(span: Span, index: number, { x }: Scale): string {
  const { name, kind, depth, start, duration } = span;
  const y = top + index * row;
  const long = Math.max(x(endOf(span)) - x(start), 1);
  const label = escapeXml(name);
  const weight = kind === 'stage' ? ' font-weight="bold"' : '';
  return [
    `<text x="${8 + depth * indent}" y="${y + 13}"${weight}>${label}</text>`,
    `<rect x="${x(start).toFixed(1)}" y="${y + 2}" width="${long.toFixed(1)}" height="${row - 5}" fill="${colours[areaOf(span)]}">`,
    `<title>${label}: ${lengthOf(duration)}, from ${seconds(start)} to ${seconds(endOf(span))}</title></rect>`,
    `<text x="${(x(start) + long + 4).toFixed(1)}" y="${y + 13}" fill="${faint}">${duration === 0 ? `at ${seconds(start)}` : lengthOf(duration)}</text>`,
  ].join('');
}

function areaOf({ kind, name }: Span): Area {
  return kind === 'phase' || kind === 'step' ? 'k3os' : (areas[name] ?? 'services');
}

function lengthOf(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : seconds(milliseconds);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function endOf({ start, duration }: Span): number {
  return start + duration;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
