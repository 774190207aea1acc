import { describe, expect, it } from 'vitest';
import { exitCodes, OperationError, UsageError } from '../../../src/errors.ts';
import type { PhaseReport, StepReport } from '../../../src/run/report.ts';
import { phaseReport } from '../../support/phase-report.ts';
import { recordingSystem } from '../../support/recording-system.ts';
import { runWords } from '../../support/run-words.ts';

function step(applier: string, startedMs: number, durationMs: number, did = true): StepReport {
  const actions = did ? [{ what: 'write /etc/x', durationMs }] : [];
  const outcome = did ? 'changed' : 'unchanged';
  return { applier, outcome, startedMs, durationMs, actions, problems: [], notices: [] };
}

function report(phase: PhaseReport['phase'], changes: Partial<PhaseReport>): string {
  return JSON.stringify(phaseReport({ phase, startedUptimeMs: 0, version: 'v1.0.0', ...changes }));
}

const boot = report('boot', {
  startedUptimeMs: 2500,
  durationMs: 250.25,
  preparedMs: 50,
  steps: [step('hostname', 0, 10), step('dns', 10, 1, false), step('write-files', 12.5, 187.75)],
});
const runtime = report('runtime', { startedUptimeMs: 10_000, durationMs: 1500, preparedMs: 40 });
const crashed = report('runtime', { startedUptimeMs: 10_000, outcome: 'started' });

const ofBoot = [
  'what             at (s)  took (ms)',
  'boot              2.500      250.3',
  '  read and plan   2.500       50.0',
  '  hostname        2.550       10.0',
  '  write-files     2.563      187.8',
];

function analyze(reports: Readonly<Record<string, string>>, ...options: string[]) {
  const files = Object.fromEntries(
    Object.entries(reports).map(([phase, text]) => [`/run/k3os/report/${phase}.json`, text]),
  );
  return runWords(['analyze', ...options], recordingSystem({ files }));
}

describe('k3os analyze', () => {
  it.each([
    { when: 'one phase has run: its steps that did something', reports: { boot }, lines: ofBoot },
    {
      when: 'two phases have run: both, in the order of the boot',
      reports: { runtime, boot },
      lines: [
        ...ofBoot,
        'runtime          10.000     1500.0',
        '  read and plan  10.000       40.0',
      ],
    },
    {
      when: 'a phase came to no end: when it began',
      reports: { boot, runtime: crashed },
      lines: [
        ...ofBoot,
        'runtime          10.000        0.0',
        '  read and plan  10.000        0.0',
      ],
    },
    {
      when: 'a report is damaged: the others',
      reports: { boot, runtime: runtime.slice(0, 40) },
      lines: ofBoot,
    },
  ])('shows, when $when', async ({ reports, lines }) => {
    const { status, printed, warned } = await analyze(reports);

    expect({ status, warned }).toEqual({ status: exitCodes.ok, warned: '' });
    expect(printed.split('\n')).toEqual(lines);
  });

  it('draws the same, one bar for each line of the table', async () => {
    const { status, printed } = await analyze({ boot, runtime }, '--svg');

    expect(status).toBe(exitCodes.ok);
    expect(printed).toMatch(/^<svg [^>]*>\n.*\n<\/svg>$/s);
    expect(printed.match(/<title>[^:]+/g)).toEqual(
      ['boot', 'read and plan', 'hostname', 'write-files', 'runtime', 'read and plan'].map(
        (name) => `<title>${name}`,
      ),
    );
  });

  it('draws into a file, and says nothing then', async () => {
    const { status, printed, written } = await analyze({ boot }, '--svg', 'boot.svg');

    expect({ status, printed }).toEqual({ status: exitCodes.ok, printed: '' });
    expect(Object.keys(written)).toEqual(['boot.svg']);
    expect(written['boot.svg']).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  it.each([
    { when: 'nothing has run', reports: {}, words: [] },
    { when: 'nothing has run that could be drawn', reports: {}, words: ['--svg'] },
    { when: 'the only report is damaged', reports: { boot: '{' }, words: [] },
  ])('says that there is nothing to analyze when $when', async ({ reports, words }) => {
    const { status, printed } = await analyze(reports, ...words);

    expect(printed).toBe('');
    expect(status).toEqual(
      new OperationError('no phase has run since power-on: nothing to analyze'),
    );
  });

  it.each([{ words: ['boot'] }, { words: ['--png'] }])('refuses $words', async ({ words }) => {
    expect((await analyze({ boot }, ...words)).status).toBeInstanceOf(UsageError);
  });
});
