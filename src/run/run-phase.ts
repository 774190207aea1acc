import type { LoadedConfig } from '../config/load.ts';
import { formatProblem } from '../config/messages.ts';
import { saveLastGood } from '../config/read.ts';
import { secretValues } from '../config/secrets.ts';
import type { System } from '../effects/system.ts';
import { withProxies } from '../effects/with-proxies.ts';
import { type ExitCode, exitCodes, reasonOf } from '../errors.ts';
import { bootIdOf } from '../facts/identity.ts';
import type { PhaseName } from '../phase-names.ts';
import { phases } from '../phases.ts';
import { k3osVersion } from '../version.ts';
import { finishedLine, problemLines, stepLines } from './console.ts';
import { writeIssue } from './issue.ts';
import { type Log, openLog as openLogFile } from './log.ts';
import { masker } from './mask.ts';
import { ownProcess, refuseBeside } from './one-at-a-time.ts';
import { refuseElsewhere } from './only-on-a-node.ts';
import { type PreparedPhase, preparePhase } from './prepare-phase.ts';
import { judged, maskReport, type PhaseReport, type StepReport, writeReport } from './report.ts';
import { runSteps } from './run-steps.ts';
import { stopwatch } from './stopwatch.ts';
import { uptimeMs } from './uptime.ts';
import { withExecLog } from './with-exec-log.ts';

interface Request {
  readonly system: System;
  readonly phase: PhaseName;
  /** One line for a person at the console. */
  readonly print: (line: string) => void;
  readonly openLog?: typeof openLogFile;
}

/** Applies a phase and leaves a report, whatever happens: a report that says `started` is a crash. */
export async function runPhase({
  system,
  phase,
  print,
  openLog = openLogFile,
}: Request): Promise<ExitCode> {
  const elapsedMs = stopwatch();
  refuseElsewhere(system);
  refuseBeside(system.files);
  const opened = openReport(system, phase);
  const attempt = attemptor(phase, print);
  attempt(() => writeReport(system.files, opened));

  const prepared = prepareOrReport(system, opened, attempt);
  const { loaded, steps } = prepared;
  const mask = masker(secretValues(loaded.merged));
  const log = await openLog(system.files, mask);
  const preparedMs = elapsedMs();
  const tell = (lines: readonly string[]) => {
    for (const line of lines) {
      print(mask(line));
    }
  };

  log.info('phase started', { phase, version: k3osVersion });
  tell(problemLines(phase, loaded.problems));
  logConfig(log, loaded);
  const stepReports = await runSteps({
    system: withExecLog(withProxies(system, loaded.config.k3os?.environment), log),
    steps,
    onFailure: phases[phase].onFailure,
    onStep: (report) => {
      tell(stepLines(phase, report));
      logStep(log, phase, report);
    },
  });

  const durationMs = elapsedMs();
  const report = maskReport(mask, {
    ...closeReport(opened, loaded, stepReports),
    preparedMs,
    durationMs,
  });
  attempt(() => writeReport(system.files, report));
  keepLastGood(system, loaded, log);
  attempt(() => writeIssue(system.files));
  tell([finishedLine(report)]);
  log.info('phase finished', {
    phase,
    outcome: report.outcome,
    durationMs: Math.round(durationMs),
  });
  return report.outcome === 'ok' ? exitCodes.ok : exitCodes.degraded;
}

type Attempt = (work: () => void) => void;

/** What only tells about the run must not end it: with a full /run the node still has to be reachable. */
function attemptor(phase: PhaseName, print: Request['print']): Attempt {
  return (work) => {
    try {
      work();
    } catch (error) {
      print(`k3os ${phase}: FAILED: ${reasonOf(error)}`);
    }
  };
}

function openReport({ files, clock }: System, phase: PhaseName): PhaseReport {
  const process = ownProcess(files);
  return {
    phase,
    outcome: 'started',
    ...(process === undefined ? {} : { process }),
    version: k3osVersion,
    bootId: bootIdOf(files),
    startedAt: clock.now().toISOString(),
    startedUptimeMs: uptimeMs(files),
    configProblems: [],
    configWarnings: [],
    steps: [],
  };
}

/** A crash before the first change is a bug; `status` and the banner must still have its cause. */
function prepareOrReport(system: System, opened: PhaseReport, attempt: Attempt): PreparedPhase {
  try {
    return preparePhase(system, opened.phase);
  } catch (error) {
    attempt(() => {
      writeReport(system.files, { ...opened, outcome: 'failed', cause: reasonOf(error) });
      writeIssue(system.files);
    });
    throw error;
  }
}

function closeReport(opened: PhaseReport, loaded: LoadedConfig, steps: StepReport[]): PhaseReport {
  const texts = (severity: string) =>
    loaded.problems.filter((problem) => problem.severity === severity).map(formatProblem);

  return judged({
    ...opened,
    configProblems: texts('error'),
    configWarnings: texts('warning'),
    steps,
  });
}

function logConfig(log: Log, { problems }: LoadedConfig): void {
  for (const problem of problems) {
    const level = problem.severity === 'notice' ? 'info' : 'warn';
    log[level]('configuration problem', { problem: formatProblem(problem) });
  }
}

function logStep(log: Log, phase: PhaseName, report: StepReport): void {
  if (report.outcome === 'unchanged' && report.notices.length === 0) {
    return;
  }

  const level = report.outcome === 'failed' ? 'error' : 'info';
  log[level]('step finished', { phase, ...report });
}

function keepLastGood(system: System, loaded: LoadedConfig, log: Log): void {
  try {
    saveLastGood(system, loaded);
  } catch (error) {
    log.warn('last good configuration not kept', { reason: reasonOf(error) });
  }
}
