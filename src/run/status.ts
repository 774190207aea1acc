import type { FileSystem } from '../effects/system.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import { k3sVersionOf } from '../facts/identity.ts';
import { startNotice } from '../generations/start.ts';
import { k3sProblem } from '../k3s/diagnose.ts';
import { paths } from '../k3s/paths.ts';
import { causesOf, type PhaseReport, readReports, worstOf } from './report.ts';

/** `starting` until the runtime phase has ended. */
export type NodeState = 'starting' | 'ok' | 'degraded' | 'failed';

export interface NodeStatus {
  readonly state: NodeState;
  /** One line; what a technician reads out on the phone. */
  readonly cause?: string;
  /** What is unusual and yet as it should be: a generation that was given up, or is on trial. */
  readonly notice?: string;
  readonly phases: readonly { phase: string; outcome: string; durationMs?: number }[];
  /** All problems of all phases. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  readonly k3s: {
    readonly version?: string;
    readonly service: 'started' | 'stopped';
    /** From its own log: why it does not start or join, and what to do. */
    readonly problem?: string;
  };
}

export const statusExitCodes: Record<NodeState, ExitCode> = {
  starting: exitCodes.failed,
  ok: exitCodes.ok,
  degraded: exitCodes.degraded,
  failed: exitCodes.failed,
};

export function readStatus(files: FileSystem): NodeStatus {
  const reports = readReports(files);
  const problem = k3sProblem(files);
  const state = stateOf(reports, problem);
  const version = k3sVersionOf(files);
  const causes = reports.flatMap((report) => causeOf(report, state) ?? []);
  const notice = startNotice(files);
  const cause = worstOf([...(problem === undefined ? [] : [`k3s: ${problem}`]), ...causes]);

  return {
    state,
    ...(cause === undefined ? {} : { cause }),
    ...(notice === undefined ? {} : { notice }),
    phases: reports.map(({ phase, outcome, durationMs }) => ({
      phase,
      outcome,
      ...(durationMs === undefined ? {} : { durationMs: Math.round(durationMs) }),
    })),
    problems: distinct(
      reports.flatMap((report) => [...report.configProblems, ...report.steps.flatMap(causesOf)]),
    ),
    warnings: distinct(reports.flatMap(({ configWarnings }) => configWarnings)),
    k3s: {
      ...(version === undefined ? {} : { version }),
      service: files.status(paths.started) === undefined ? 'stopped' : 'started',
      ...(problem === undefined ? {} : { problem }),
    },
  };
}

/** While the node starts, the phase that has not ended is the one that runs. */
function causeOf({ phase, outcome, cause }: PhaseReport, state: NodeState): string | undefined {
  return outcome === 'started' && state !== 'starting'
    ? `the ${phase} phase did not end: it was killed or crashed, see /var/log/k3os/k3os.log`
    : cause;
}

/** @param k3s what keeps k3s from starting or joining */
function stateOf(reports: readonly PhaseReport[], k3s: string | undefined): NodeState {
  const runtime = reports.find(({ phase }) => phase === 'runtime');
  if (runtime === undefined || runtime.outcome === 'started') {
    return 'starting';
  }
  if (reports.some(({ outcome }) => outcome === 'failed' || outcome === 'started')) {
    return 'failed';
  }
  const isDegraded = k3s !== undefined || reports.some(({ outcome }) => outcome === 'degraded');
  return isDegraded ? 'degraded' : 'ok';
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

export function renderStatus({
  state,
  cause,
  notice,
  phases,
  problems,
  warnings,
  k3s,
}: NodeStatus): string {
  const lines = [
    `state:  ${state}`,
    ...(cause === undefined ? [] : [`cause:  ${cause}`]),
    ...(notice === undefined ? [] : [`note:   ${notice}`]),
    `phases: ${phases.map(({ phase, outcome, durationMs }) => `${phase} ${outcome}${durationMs === undefined ? '' : ` ${durationMs} ms`}`).join(', ') || 'none has run since power-on'}`,
    `k3s:    ${k3s.service}, ${k3s.version ?? 'not installed'}`,
    ...(k3s.problem === undefined ? [] : [`        ${k3s.problem}`]),
    ...section('problems', problems),
    ...section('warnings', warnings),
    ...(problems.length + warnings.length === 0 ? [] : ['', howToMend]),
    ...([...problems, ...warnings].some((text) => text.includes('data_sources'))
      ? [nextStart]
      : []),
  ];
  return lines.join('\n');
}

/** The system's own file is on a read-only mount; these are where a node is changed. */
const howToMend =
  'To mend it: /var/lib/rancher/k3os/config.yaml or a file in config.d beside it (both override), then sudo k3os config';

const nextStart = 'Data sources are asked again at the next start.';

function section(title: string, texts: readonly string[]): string[] {
  return texts.length === 0
    ? []
    : ['', `${title}:`, ...texts.map((text) => `  ${text.replaceAll('\n', '\n  ')}`)];
}
