import type { PhaseReport } from '../../src/run/report.ts';

/** Of a runtime phase in which nothing happened. */
export function phaseReport(changes: Partial<PhaseReport> = {}): PhaseReport {
  return {
    phase: 'runtime',
    outcome: 'ok',
    version: '1.2.3',
    bootId: 'b',
    startedAt: '2026-01-01T00:00:00.000Z',
    startedUptimeMs: 4000,
    configProblems: [],
    configWarnings: [],
    steps: [],
    ...changes,
  };
}
