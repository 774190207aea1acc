import { describe, expect, it } from 'vitest';
import { finishedLine, stepLines } from '../../../src/run/console.ts';
import {
  judged,
  type PhaseReport,
  type StepReport,
  withStep,
  writeReport,
} from '../../../src/run/report.ts';
import { readStatus, renderStatus } from '../../../src/run/status.ts';
import { phaseReport } from '../../support/phase-report.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const failed: StepReport = {
  applier: 'sysctls',
  outcome: 'failed',
  startedMs: 5,
  durationMs: 7,
  actions: [
    { what: 'set a.b = 1', durationMs: 1 },
    { what: 'set c.d = 2', durationMs: 1, error: 'config.yaml:3: this kernel has no sysctl c.d' },
  ],
  problems: [],
  notices: [],
};
const mended: StepReport = {
  ...failed,
  outcome: 'changed',
  actions: [{ what: 'set c.d = 2', durationMs: 1 }],
};

function report(changes: Partial<PhaseReport> = {}): PhaseReport {
  return phaseReport({ durationMs: 100, preparedMs: 20, ...changes });
}

const degraded = judged(report({ steps: [failed] }));

function statusOf(...reports: PhaseReport[]) {
  const files = Object.fromEntries(
    reports.map((one) => [`/run/k3os/report/${one.phase}.json`, JSON.stringify(one)]),
  );
  return readStatus(recordingSystem({ files }).files);
}

describe('a report', () => {
  it('takes its cause from the configuration first, one line of it', () => {
    const both = judged(
      report({ steps: [failed], configProblems: ['a.yaml:1: k: bad\n    k: x'] }),
    );

    expect(both).toMatchObject({ outcome: 'degraded', cause: 'a.yaml:1: k: bad (and 1 more)' });
  });

  it('names what keeps k3s from running before anything else', () => {
    const stopped: StepReport = {
      ...failed,
      applier: 'k3s',
      actions: [],
      problems: ['k3s is not started: no flag --x'],
    };

    expect(judged(report({ steps: [failed, stopped] })).cause).toBe(
      'k3s: k3s is not started: no flag --x (and 1 more)',
    );
  });

  it('is no longer degraded when its failed step is mended', () => {
    const after = withStep(degraded, mended);

    expect(after.outcome).toBe('ok');
    expect(after).not.toHaveProperty('cause');
  });
});

describe('a written report', () => {
  it.each([
    { when: 'there is the group of those who log in', group: 'rancher:x:1000:\n', gid: 1000 },
    { when: 'there is no such group', group: 'root:x:0:\n', gid: 0 },
  ])('is for the administrators only when $when', ({ group, gid }) => {
    const { files } = recordingSystem({ files: { '/etc/group': group } });

    writeReport(files, report());

    expect(files.status('/run/k3os/report/runtime.json')).toMatchObject({ mode: 0o640, gid });
  });
});

describe('the console', () => {
  it('has one line for what was done and one for each failure', () => {
    expect(stepLines('boot', failed)).toEqual([
      'k3os boot: sysctls: set a.b = 1 (7 ms)',
      'k3os boot: sysctls: FAILED: config.yaml:3: this kernel has no sysctl c.d',
    ]);
  });

  it('ends with outcome and cause', () => {
    expect(finishedLine(degraded)).toBe(
      'k3os runtime: degraded, 1 change in 100 ms. Cause: sysctls: config.yaml:3: this kernel has no sysctl c.d. More: k3os status',
    );
  });
});

describe('the status', () => {
  it.each([
    { when: 'nothing has run', reports: [], state: 'starting' },
    {
      when: 'only the boot phase has ended',
      reports: [report({ phase: 'boot' })],
      state: 'starting',
    },
    {
      when: 'the runtime phase is under way',
      reports: [report({ outcome: 'started' })],
      state: 'starting',
    },
    { when: 'all is well', reports: [report({ phase: 'boot' }), report()], state: 'ok' },
    { when: 'a step failed', reports: [report({ phase: 'boot' }), degraded], state: 'degraded' },
    {
      when: 'a phase crashed',
      reports: [report({ phase: 'boot', outcome: 'started' }), report()],
      state: 'failed',
    },
  ] as const)('is $state when $when', ({ reports, state }) => {
    expect(statusOf(...reports).state).toBe(state);
  });

  it('has a cause also for a phase that came to no end', () => {
    const crashed = statusOf(report({ phase: 'boot', outcome: 'started' }), report());

    expect(crashed.cause).toBe(
      'the boot phase did not end: it was killed or crashed, see /var/log/k3os/k3os.log',
    );
    expect(statusOf(report({ outcome: 'started' }))).not.toHaveProperty('cause');
  });

  it('lists every problem and the cause', () => {
    expect(statusOf(degraded)).toMatchObject({
      cause: 'sysctls: config.yaml:3: this kernel has no sysctl c.d',
      problems: ['sysctls: config.yaml:3: this kernel has no sysctl c.d'],
    });
  });

  it('explains why k3s does not join, from its log', () => {
    const { files } = recordingSystem({
      files: {
        '/run/openrc/started/k3s-service': '',
        '/var/log/k3s-service.log':
          'level=info msg="Starting"\nlevel=error msg="Node password rejected, duplicate hostname"\n',
      },
    });

    expect(readStatus(files).k3s).toMatchObject({
      service: 'started',
      problem: expect.stringContaining('another hostname'),
    });
    expect(renderStatus(readStatus(files))).toContain('another hostname');
  });

  it('is degraded when all phases went well but k3s cannot join', () => {
    const { files } = recordingSystem({
      files: {
        '/run/k3os/report/runtime.json': JSON.stringify(report()),
        '/run/openrc/started/k3s-service': '',
        '/var/log/k3s-service.log':
          'level=error msg="Node password rejected, duplicate hostname"\n',
      },
    });

    expect(readStatus(files)).toMatchObject({
      state: 'degraded',
      cause: expect.stringMatching(/^k3s: .*another hostname/),
    });
  });

  it('does without a report that cannot be read', () => {
    const system = recordingSystem({ files: { '/run/k3os/report/boot.json': '{"phase":' } });

    expect(readStatus(system.files).state).toBe('starting');
  });
});
