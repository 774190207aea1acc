import type { Action } from '../effects/action.ts';
import { describe } from '../effects/describe.ts';
import { perform } from '../effects/perform.ts';
import type { System } from '../effects/system.ts';
import { reasonOf } from '../errors.ts';
import { Ledger } from '../facts/ledger.ts';
import type { Phase } from '../phases.ts';
import type { PlannedStep } from './plan-phase.ts';
import type { ActionReport, StepReport } from './report.ts';
import { stopwatch } from './stopwatch.ts';

interface Request {
  readonly system: System;
  readonly steps: readonly PlannedStep[];
  readonly onFailure: Phase['onFailure'];
  readonly onStep: (report: StepReport) => void;
}

/** Performs the plan, applier by applier. Never throws for a failed action: it is in the report. */
export async function runSteps({
  system,
  steps,
  onFailure,
  onStep,
}: Request): Promise<StepReport[]> {
  const ledger = new Ledger(system.files);
  const elapsedMs = stopwatch();
  const reports: StepReport[] = [];

  for (const step of steps) {
    const startedMs = elapsedMs();
    const actions = await runActions(step, system, ledger);
    for (const entry of step.satisfied) {
      ledger.add(entry);
    }
    ledger.save();

    const report = reportOf(step, actions, startedMs, elapsedMs() - startedMs);
    reports.push(report);
    onStep(report);
    if (report.outcome === 'failed' && onFailure === 'stop') {
      break;
    }
  }
  return ledger.failure === undefined ? reports : [...reports, unnoted(ledger.failure, onStep)];
}

/** What was done is done, but a later run of this boot will do it again. */
function unnoted(failure: string, onStep: Request['onStep']): StepReport {
  const report: StepReport = {
    applier: 'ledger',
    outcome: 'failed',
    startedMs: 0,
    durationMs: 0,
    actions: [],
    problems: [failure],
    notices: [],
  };
  onStep(report);
  return report;
}

async function runActions(
  { applier, actions }: PlannedStep,
  system: System,
  ledger: Ledger,
): Promise<ActionReport[]> {
  const reports: ActionReport[] = [];
  for (const action of actions) {
    const report = await runAction(action, system);
    reports.push(report);
    if (report.error !== undefined && applier.actions === 'in-order') {
      return withNotRun(reports, actions.length);
    }
    if (report.error === undefined && action.record !== undefined) {
      ledger.add(action.record);
    }
    if (action.kind === 'command') {
      // A command may reboot the machine or end us; it must not run again for that.
      ledger.save();
    }
  }
  return reports;
}

/** What a failure has kept from being done belongs to what it tells. */
function withNotRun(reports: ActionReport[], planned: number): ActionReport[] {
  const last = reports.at(-1);
  const missing = planned - reports.length;
  return last === undefined || missing === 0
    ? reports
    : [...reports.slice(0, -1), { ...last, error: `${last.error} (${missing} after it not run)` }];
}

async function runAction(action: Action, system: System): Promise<ActionReport> {
  const elapsedMs = stopwatch();
  const what = describe(action);
  try {
    await perform(action, system);
    return { what, durationMs: elapsedMs() };
  } catch (error) {
    const where = action.origin === undefined ? '' : `${action.origin}: `;
    return { what, durationMs: elapsedMs(), error: `${where}${reasonOf(error)}` };
  }
}

function reportOf(
  { applier, problems, notices }: PlannedStep,
  actions: ActionReport[],
  startedMs: number,
  durationMs: number,
): StepReport {
  const failed = problems.length > 0 || actions.some(({ error }) => error !== undefined);
  const done = actions.length > 0 ? 'changed' : 'unchanged';
  return {
    applier: applier.id,
    outcome: failed ? 'failed' : done,
    startedMs,
    durationMs,
    actions,
    problems: [...problems],
    notices: [...notices],
  };
}
