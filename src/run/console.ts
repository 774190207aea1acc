import { formatProblem } from '../config/messages.ts';
import type { Problem } from '../config/problem.ts';
import type { PhaseReport, StepReport } from './report.ts';

/** Descriptions on one console line; the report has them all. */
const shown = 2;

/** One line a step that did something or failed; every failure on a line of its own. */
export function stepLines(
  phase: string,
  { applier, actions, problems, notices, durationMs }: StepReport,
): string[] {
  const prefix = `k3os ${phase}: ${applier}:`;
  const done = actions.filter(({ error }) => error === undefined).map(({ what }) => what);
  const errors = actions.map(({ error }) => error).filter((error) => error !== undefined);
  const more = done.length > shown ? `; ${done.length - shown} more` : '';

  return [
    ...(done.length === 0
      ? []
      : [`${prefix} ${done.slice(0, shown).join('; ')}${more} (${duration(durationMs)})`]),
    ...[...problems, ...errors].map((text) => `${prefix} FAILED: ${text}`),
    ...notices.map((text) => `${prefix} note: ${text}`),
  ];
}

/** Notices stay in the log: a console of a healthy boot is short. */
export function problemLines(phase: string, problems: readonly Problem[]): string[] {
  return problems
    .filter(({ severity }) => severity !== 'notice')
    .map((problem) => `k3os ${phase}: ${problem.severity}: ${formatProblem(problem)}`);
}

export function finishedLine({
  phase,
  outcome,
  cause,
  steps,
  durationMs = 0,
}: PhaseReport): string {
  const changes = steps
    .flatMap(({ actions }) => actions)
    .filter(({ error }) => error === undefined).length;
  const amount = changes === 1 ? '1 change' : `${changes} changes`;
  const summary = `k3os ${phase}: ${outcome}, ${amount} in ${duration(durationMs)}`;
  return cause === undefined ? summary : `${summary}. Cause: ${cause}. More: k3os status`;
}

export function duration(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}
