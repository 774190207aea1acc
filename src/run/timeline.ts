import type { Mark } from './boot-marks.ts';
import type { PhaseReport } from './report.ts';

/** What may contain what: a stage jobs (services, steps of the initrd), a job phases of the configuration, a phase steps. */
const kinds = ['stage', 'job', 'phase', 'step'] as const;
type Kind = (typeof kinds)[number];

interface Stretch {
  readonly name: string;
  readonly kind: Kind;
  /** Milliseconds since the kernel started. */
  readonly start: number;
  readonly duration: number;
}

/** One stretch of time, and how many others it is in. */
export interface Span extends Stretch {
  readonly depth: number;
}

/** The whole boot as far as anything has been written down, in the order in which it began. */
export function timelineOf(marks: readonly Mark[], reports: readonly PhaseReport[]): Span[] {
  return nest([...stretchesOfMarks(marks), ...stretchesOfReports(reports)]);
}

function stretchesOfMarks(marks: readonly Mark[]): Stretch[] {
  const first = (kind: Mark['kind'], name: string) =>
    marks.find((mark) => mark.kind === kind && mark.name === name)?.atMs;
  const begun = new Set(marks.filter(({ kind }) => kind === 'begin').map(({ name }) => name));
  const jobs = [...begun].map((name): Stretch => {
    const start = first('begin', name) ?? 0;
    const end = first('end', name) ?? start;
    return { name, kind: name === 'initrd' ? 'stage' : 'job', start, duration: end - start };
  });
  const moments = marks
    .filter(({ kind }) => kind === 'at')
    .map(({ name, atMs }): Stretch => ({ name, kind: 'job', start: atMs, duration: 0 }));

  const all = [...jobs, ...moments];
  return [...stages(all), ...all];
}

/** What nobody writes down, because nothing of ours runs then: before the initrd, and around the services. */
function stages(jobs: readonly Stretch[]): Stretch[] {
  const initrd = jobs.find(({ kind }) => kind === 'stage');
  const from = initrd === undefined ? undefined : endOf(initrd);
  const services = jobs.filter(({ kind, start }) => kind === 'job' && start >= (from ?? 0));
  if (services.length === 0) {
    return [];
  }

  const start = from ?? Math.min(...services.map((service) => service.start));
  const duration = Math.max(...services.map(endOf)) - start;
  return [
    ...(initrd === undefined
      ? []
      : [{ name: 'kernel', kind: 'stage' as const, start: 0, duration: initrd.start }]),
    { name: 'services', kind: 'stage', start, duration },
  ];
}

/** Steps that did nothing are left out, unless planning them took long. */
function stretchesOfReports(reports: readonly PhaseReport[]): Stretch[] {
  return reports.flatMap(({ phase, startedUptimeMs, durationMs = 0, preparedMs = 0, steps }) => [
    { name: phase, kind: 'phase' as const, start: startedUptimeMs, duration: durationMs },
    { name: 'read and plan', kind: 'step' as const, start: startedUptimeMs, duration: preparedMs },
    ...steps
      .filter(({ actions }) => actions.length > 0)
      .map((step) => ({
        name: step.applier,
        kind: 'step' as const,
        start: startedUptimeMs + preparedMs + step.startedMs,
        duration: step.durationMs,
      })),
  ]);
}

/** The kernel counts its uptime in hundredths of a second: what is inside may seem to begin before or end after. */
const tolerance = 20;

function nest(stretches: readonly Stretch[]): Span[] {
  const rank = ({ kind }: Stretch) => kinds.indexOf(kind);
  const open: Stretch[] = [];

  return stretches
    .toSorted((a, b) => a.start - b.start || rank(a) - rank(b))
    .map((stretch) => {
      const contains = (outer: Stretch) =>
        rank(outer) < rank(stretch) && endOf(outer) + tolerance >= endOf(stretch);
      while (open.length > 0 && !open.slice(-1).every(contains)) {
        open.pop();
      }
      const depth = open.length;
      open.push(stretch);
      return { ...stretch, depth };
    });
}

function endOf({ start, duration }: Stretch): number {
  return start + duration;
}
