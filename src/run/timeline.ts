import type { Mark } from './boot-marks.ts';
import type { PhaseReport, StepReport } from './report.ts';

interface Stretch {
  readonly name: string;
  /** A job is a service or a part of the initrd, a phase one of the configuration, a step one applier. */
  readonly kind: 'stage' | 'job' | 'phase' | 'step';
  /** Milliseconds since the kernel started. */
  readonly start: number;
  readonly duration: number;
}

/** One stretch of time, and how many others it is in. */
export interface Span extends Stretch {
  readonly depth: number;
}

interface Branch extends Stretch {
  readonly inside: readonly Branch[];
}

/** The whole boot as far as anything has been written down, in the order in which it began. */
export function timelineOf(marks: readonly Mark[], reports: readonly PhaseReport[]): Span[] {
  const [initrd, others] = splitOff('initrd', jobsOf(marks));
  const stages = initrd === undefined ? around(others) : stagesOf(initrd, others);
  return flatten(adopt(stages, adopt(others, reports.map(phaseOf))), 0);
}

function splitOff(name: string, jobs: readonly Branch[]): [Branch | undefined, Branch[]] {
  return [jobs.find((job) => job.name === name), jobs.filter((job) => job.name !== name)];
}

/** Each name once: a service that is started again later is no part of the boot. */
function jobsOf(marks: readonly Mark[]): Branch[] {
  const first = new Map<string, Mark>();
  for (const mark of marks) {
    const key = `${mark.kind} ${mark.name}`;
    first.set(key, first.get(key) ?? mark);
  }

  return [...first.values()]
    .filter(({ kind }) => kind !== 'end')
    .map(({ kind, name, atMs: start }) => {
      const end = kind === 'at' ? start : (first.get(`end ${name}`)?.atMs ?? start);
      return branch('job', name, start, end);
    });
}

/** The kernel's part is what comes before; nothing of ours could write it down. */
function stagesOf(initrd: Branch, rest: readonly Branch[]): Branch[] {
  const from = endOf(initrd);
  const to = Math.max(from, ...rest.map(endOf));
  const services = to > from ? [branch('stage', 'services', from, to)] : [];
  return [branch('stage', 'kernel', 0, initrd.start), { ...initrd, kind: 'stage' }, ...services];
}

/** A sandbox has no kernel and no initrd of its own. */
function around(services: readonly Branch[]): Branch[] {
  const start = Math.min(...services.map((service) => service.start));
  const end = Math.max(...services.map(endOf));
  return services.length === 0 ? [] : [branch('stage', 'services', start, end)];
}

function phaseOf(report: PhaseReport): Branch {
  const { phase, startedUptimeMs: start, durationMs = 0, preparedMs = 0, steps } = report;
  const planned = start + preparedMs;
  return {
    ...branch('phase', phase, start, start + durationMs),
    inside: [
      branch('step', 'read and plan', start, planned),
      // Steps that did nothing say nothing.
      ...steps.filter(({ actions }) => actions.length > 0).map((step) => stepOf(step, planned)),
    ],
  };
}

function stepOf({ applier, startedMs, durationMs }: StepReport, planned: number): Branch {
  const start = planned + startedMs;
  return branch('step', applier, start, start + durationMs);
}

/** Whatever begins while a parent lasts goes into it; the others stay beside the parents. */
function adopt(parents: readonly Branch[], children: readonly Branch[]): Branch[] {
  const parentOf = ({ start }: Branch) =>
    parents.findLast((parent) => parent.start <= start && start <= endOf(parent));

  return [
    ...parents.map((parent) => ({
      ...parent,
      inside: [...parent.inside, ...children.filter((child) => parentOf(child) === parent)],
    })),
    ...children.filter((child) => parentOf(child) === undefined),
  ];
}

function flatten(branches: readonly Branch[], depth: number): Span[] {
  return branches
    .toSorted((a, b) => a.start - b.start)
    .flatMap(({ inside, ...stretch }) => [{ ...stretch, depth }, ...flatten(inside, depth + 1)]);
}

function branch(kind: Stretch['kind'], name: string, start: number, end: number): Branch {
  return { name, kind, start, duration: end - start, inside: [] };
}

function endOf({ start, duration }: Stretch): number {
  return start + duration;
}
