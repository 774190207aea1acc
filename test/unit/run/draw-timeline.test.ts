import { describe, expect, it } from 'vitest';
import { drawTimeline, ticksOf } from '../../../src/run/draw-timeline.ts';
import type { Span } from '../../../src/run/timeline.ts';

function span(name: string, start: number, duration: number, more: Partial<Span> = {}): Span {
  return { name, start, duration, kind: 'job', depth: 1, ...more };
}

const boot: readonly Span[] = [
  span('kernel', 0, 1500, { kind: 'stage', depth: 0 }),
  span('initrd', 1500, 2500, { kind: 'stage', depth: 0 }),
  span('k3os init', 2000, 1000),
  span('services', 4000, 6000, { kind: 'stage', depth: 0 }),
  span('udev', 4000, 1000),
  span('boot', 5000, 500, { kind: 'phase', depth: 2 }),
  span('connman', 5500, 500),
  span('k3s starts', 9500, 0),
];

interface Bar {
  readonly x: number;
  readonly width: number;
  readonly colour: string | undefined;
  readonly title: string | undefined;
}

const barPattern =
  /<rect x="(?<x>[\d.]+)" y="\d+" width="(?<width>[\d.]+)" height="15" fill="(?<colour>[^"]+)">\s*<title>(?<title>[^<]*)<\/title>/g;

function barsOf(picture: string): Bar[] {
  return [...picture.matchAll(barPattern)].map(({ groups = {} }) => ({
    x: Number(groups.x),
    width: Number(groups.width),
    colour: groups.colour,
    title: groups.title,
  }));
}

function barOf(picture: string, name: string): Bar | undefined {
  return barsOf(picture).find(({ title }) => title?.startsWith(`${name}: `));
}

describe('the picture of a boot', () => {
  it('has one bar for each span, to scale: ten seconds are 900 wide', () => {
    const bars = barsOf(drawTimeline(boot));
    const left = bars[0]?.x ?? 0;

    expect(bars.map(({ x, width }) => [Number((x - left).toFixed(1)), width])).toEqual([
      [0, 135],
      [135, 225],
      [180, 90],
      [360, 540],
      [360, 90],
      [450, 45],
      [495, 45],
      // A moment has no length, and is to be seen all the same.
      [855, 1],
    ]);
  });

  it('begins where the longest name has ended', () => {
    const long = span('a service with quite a long name', 0, 1000);
    const [bar] = barsOf(drawTimeline([long]));

    expect(bar?.x).toBeGreaterThan(long.name.length * 6);
  });

  it('colours whose time it is, and names the colours that are there', () => {
    const picture = drawTimeline(boot);
    const shown = [...picture.matchAll(/fill="(#[^"]+)"\/><text [^>]*>(\w+)<\/text>/g)];
    const legend = Object.fromEntries(shown.map(([, colour, name]) => [name, colour]));

    expect(Object.keys(legend)).toEqual(['kernel', 'initrd', 'k3os', 'services', 'network', 'k3s']);
    expect(new Set(Object.values(legend)).size).toBe(6);
    expect(barsOf(picture).map(({ colour }) => colour)).toEqual(
      [...['kernel', 'initrd', 'k3os', 'services'], ...['services', 'k3os', 'network', 'k3s']].map(
        (name) => legend[name],
      ),
    );
    expect(drawTimeline([span('udev', 0, 10)])).not.toContain('>network<');
  });

  it('says when k3s was started, and draws a line there', () => {
    const picture = drawTimeline(boot);

    expect(picture).toContain('k3os boot: k3s was started 9.50 s after the kernel');
    expect(picture).toContain(`<path d="M${barOf(picture, 'k3s starts')?.x.toFixed(1)} `);
  });

  it('says that k3s has not been started', () => {
    expect(drawTimeline(boot.slice(0, -1))).toContain('k3s has not been started');
  });

  it.each([
    { name: 'initrd', text: '2.50 s' },
    { name: 'boot', text: '500 ms' },
    { name: 'k3s starts', text: 'at 9.50 s' },
  ])('tells behind the bar of $name: $text', ({ name, text }) => {
    const picture = drawTimeline(boot);
    const { x = 0, width = 0 } = barOf(picture, name) ?? {};

    expect(picture).toMatch(
      new RegExp(`<text x="${(x + width + 4).toFixed(1)}" y="\\d+" fill="#666">${text}</text>`),
    );
  });

  it('has only what a picture may have, whatever a service is called', () => {
    const picture = drawTimeline([span('<script>&"', 0, 10)]);

    expect(picture).toMatch(/^<svg xmlns="[^"]+" [^>]*>\n.*\n<\/svg>$/s);
    expect(picture).toContain('>&lt;script&gt;&amp;"</text>');
    expect(picture).not.toContain('<script');
    expect(picture.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /http|href|url\(/,
    );
  });

  it('can be drawn of a single moment', () => {
    expect(drawTimeline([span('k3s starts', 3000, 0)])).not.toMatch(/NaN|Infinity/);
  });
});

describe('the axis of seconds', () => {
  it.each([
    { what: 'a whole boot', from: 0, to: 42_300, step: 5000, first: 0, last: 40_000 },
    { what: 'a quick one', from: 0, to: 9000, step: 1000, first: 0, last: 9000 },
    {
      what: 'a sandbox, on a machine that has been up long',
      from: 86_400_700,
      to: 86_402_900,
      step: 200,
      first: 86_400_800,
      last: 86_402_800,
    },
    { what: 'a few milliseconds', from: 100, to: 104, step: 1, first: 100, last: 104 },
  ])('has round numbers for $what', ({ from, to, step, first, last }) => {
    const ticks = ticksOf({ from, to });

    expect([ticks[0], ticks.at(-1)]).toEqual([first, last]);
    expect(ticks.slice(1).map((tick, index) => tick - (ticks[index] ?? 0))).toEqual(
      ticks.slice(1).map(() => step),
    );
  });
});
