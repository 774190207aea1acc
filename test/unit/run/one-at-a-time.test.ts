import { describe, expect, it } from 'vitest';
import { ownProcess, refuseBeside } from '../../../src/run/one-at-a-time.ts';
import type { PhaseReport } from '../../../src/run/report.ts';
import { phaseReport } from '../../support/phase-report.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const report = phaseReport({ outcome: 'started', process: '42' });

function beside(changes: Partial<PhaseReport>, cmdline: string | undefined) {
  const { files } = recordingSystem({
    files: {
      '/run/k3os/report/runtime.json': JSON.stringify({ ...report, ...changes }),
      ...(cmdline === undefined ? {} : { '/proc/42/cmdline': cmdline }),
    },
  });
  return () => refuseBeside(files);
}

describe('a phase', () => {
  it('does not begin while another one runs: commands would run twice', () => {
    expect(beside({}, '/usr/sbin/k3os\0config\0')).toThrow(
      'the runtime phase is still running (process 42): wait for it with k3os status --wait',
    );
  });

  it.each([
    { when: 'the other one has ended', changes: { outcome: 'ok' }, cmdline: 'k3os\0config\0' },
    { when: 'it was killed', changes: {}, cmdline: undefined },
    { when: 'its number went to another program', changes: {}, cmdline: 'k3s\0server\0' },
    { when: 'it has no number', changes: { process: undefined }, cmdline: 'k3os\0config\0' },
  ] as const)('begins when $when', ({ changes, cmdline }) => {
    expect(beside(changes, cmdline)).not.toThrow();
  });

  it('knows its own process, and none below another root', () => {
    expect(ownProcess(recordingSystem({ files: { '/proc/self': { link: '77' } } }).files)).toBe(
      '77',
    );
    expect(ownProcess(recordingSystem().files)).toBeUndefined();
  });
});
