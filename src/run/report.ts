import { z } from 'zod';
import type { FileSystem } from '../effects/system.ts';
import { parseGroup } from '../facts/accounts.ts';
import { type PhaseName, phaseNames } from '../phase-names.ts';

/** `started` in a report on disk means: still running, or crashed. */
const Outcome = z.enum(['started', 'ok', 'degraded', 'failed']);
export type Outcome = z.infer<typeof Outcome>;

const ActionReport = z.object({
  what: z.string(),
  durationMs: z.number(),
  error: z.string().optional(),
});
export type ActionReport = z.infer<typeof ActionReport>;

const StepReport = z.object({
  applier: z.string(),
  outcome: z.enum(['unchanged', 'changed', 'failed']),
  /** Since the phase started. */
  startedMs: z.number(),
  durationMs: z.number(),
  actions: z.array(ActionReport),
  problems: z.array(z.string()),
  notices: z.array(z.string()),
});
export type StepReport = z.infer<typeof StepReport>;

/** `/run/k3os/report/<phase>.json`; secrets of the configuration are masked in it. */
const PhaseReport = z.object({
  phase: z.enum(phaseNames),
  outcome: Outcome,
  /** The first and most important problem, one line. */
  cause: z.string().optional(),
  /** Number of the process, while it may still run. */
  process: z.string().optional(),
  version: z.string(),
  bootId: z.string(),
  startedAt: z.string(),
  /** Since the kernel started. */
  startedUptimeMs: z.number(),
  durationMs: z.number().optional(),
  /** Reading, merging and checking the configuration, looking at the machine and planning. */
  preparedMs: z.number().optional(),
  configProblems: z.array(z.string()),
  configWarnings: z.array(z.string()),
  steps: z.array(StepReport),
});
export type PhaseReport = z.infer<typeof PhaseReport>;

export function reportPath(phase: PhaseName): string {
  return `/run/k3os/report/${phase}.json`;
}

/** Whoever may log in as rancher may read it: commands of the user are quoted in it, with their last words. */
const readers = 'rancher';

export function writeReport(files: FileSystem, report: PhaseReport): void {
  const groups = parseGroup(files.read('/etc/group')?.toString() ?? '');
  const gid = groups.find(({ name }) => name === readers)?.gid ?? 0;
  const text = `${JSON.stringify(report, undefined, 2)}\n`;
  files.writeAtomically(reportPath(report.phase), text, { mode: 0o640, gid });
}

/** In boot order; phases that have not begun, or whose report another version wrote, are missing. */
export function readReports(files: FileSystem): PhaseReport[] {
  return phaseNames
    .map((phase) => parseReport(files.read(reportPath(phase))))
    .filter((report) => report !== undefined);
}

/** Undefined: absent, not complete, or of a version that wrote other ones. */
export function parseReport(content: Buffer | string | undefined): PhaseReport | undefined {
  try {
    return PhaseReport.parse(JSON.parse(content?.toString() ?? ''));
  } catch {
    return undefined;
  }
}

/** What made a step fail, each a line. */
export function causesOf({ applier, actions, problems }: StepReport): string[] {
  const errors = actions.map(({ error }) => error).filter((error) => error !== undefined);
  return [...problems, ...errors].map((text) => `${applier}: ${text}`);
}

/** Outcome and cause follow from what is in the report. */
export function judged(report: PhaseReport): PhaseReport {
  const { cause: _, ...rest } = report;
  const causes = [...report.configProblems, ...report.steps.flatMap(causesOf)];
  const worst = worstOf(causes);
  if (worst === undefined) {
    return { ...rest, outcome: 'ok' };
  }

  const more = causes.length > 1 ? ` (and ${causes.length - 1} more)` : '';
  return { ...rest, outcome: 'degraded', cause: `${worst.split('\n')[0]}${more}` };
}

/** What keeps k3s from running comes before what only makes the node different. */
export function worstOf(causes: readonly string[]): string | undefined {
  return causes.find((cause) => cause.startsWith('k3s: ')) ?? causes[0];
}

/** The report with one step tried again later. */
export function withStep(report: PhaseReport, step: StepReport): PhaseReport {
  const steps = report.steps.map((known) => (known.applier === step.applier ? step : known));
  return judged({ ...report, steps });
}

/** Commands and paths of the user are quoted in a report, and they may hold a secret. */
export function maskReport(mask: (text: string) => string, report: PhaseReport): PhaseReport {
  const { cause, configProblems, configWarnings, steps } = report;
  return {
    ...report,
    ...(cause === undefined ? {} : { cause: mask(cause) }),
    configProblems: configProblems.map(mask),
    configWarnings: configWarnings.map(mask),
    steps: steps.map((step) => ({
      ...step,
      problems: step.problems.map(mask),
      notices: step.notices.map(mask),
      actions: step.actions.map(({ what, error, ...rest }) => ({
        ...rest,
        what: mask(what),
        ...(error === undefined ? {} : { error: mask(error) }),
      })),
    })),
  };
}
