import { describe, expect, it } from 'vitest';
import type { Action } from '../../../src/effects/action.ts';
import type { PlannedStep } from '../../../src/run/plan-phase.ts';
import { runSteps } from '../../../src/run/run-steps.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const run = (program: string): Action => ({
  kind: 'run',
  argv: [program],
  record: { key: program, value: '1' },
});
const programs = { good: {}, bad: { status: 2, stderr: 'first\nno such device\n' } };

function step(
  id: string,
  actions: Action[],
  order: 'independent' | 'in-order' = 'independent',
): PlannedStep {
  return {
    applier: { id, actions: order, plan: () => ({ actions: [] }) },
    actions,
    problems: [],
    notices: [],
    satisfied: [],
  };
}

async function outcome(steps: PlannedStep[], onFailure: 'stop' | 'continue' = 'continue') {
  const system = recordingSystem({ programs });
  const reports = await runSteps({ system, steps, onFailure, onStep: () => undefined });
  const ran = system.effects.filter((effect) => effect.did === 'exec').map(({ argv }) => argv[0]);
  return { system, reports, ran };
}

describe('running steps', () => {
  it.each([
    { when: 'actions are independent', order: 'independent', ran: ['bad', 'good', 'good'] },
    { when: 'actions follow each other', order: 'in-order', ran: ['bad', 'good'] },
  ] as const)('does the rest of a failed step only when $when', async ({ order, ran }) => {
    const result = await outcome([
      step('a', [run('bad'), run('good')], order),
      step('b', [run('good')]),
    ]);

    expect(result.ran).toEqual(ran);
    expect(result.reports.map((report) => report.outcome)).toEqual(['failed', 'changed']);
  });

  it('says how much a failure has kept from being done', async () => {
    const { reports } = await outcome([
      step('a', [run('bad'), run('good'), run('good')], 'in-order'),
    ]);

    expect(reports[0]?.actions.at(-1)?.error).toMatch(/ \(2 after it not run\)$/);
  });

  it('stops after a failed step where the phase says so', async () => {
    const result = await outcome([step('a', [run('bad')]), step('b', [run('good')])], 'stop');

    expect(result.ran).toEqual(['bad']);
  });

  it('says what failed, how, and with which last words', async () => {
    const { reports } = await outcome([step('a', [run('bad')])]);

    expect(reports[0]?.actions[0]?.error).toBe('run bad: exit status 2: first | no such device');
  });

  it('remembers only what succeeded, in a private file', async () => {
    const { system } = await outcome([step('a', [run('bad'), run('good')])]);

    expect(JSON.parse(system.text('/run/k3os/ledger.json') ?? '')).toEqual({ good: '1' });
    expect(system.effects.find((effect) => effect.did === 'write')).toMatchObject({ mode: 0o600 });
  });

  it('remembers a command before the next one runs', async () => {
    const command = (text: string): Action => ({
      kind: 'command',
      command: text,
      timeoutMs: 1000,
      record: { key: text, value: '1' },
    });
    const system = recordingSystem({ programs: { sh: {} } });

    await runSteps({
      system,
      steps: [step('run-cmd', [command('a'), command('b')])],
      onFailure: 'continue',
      onStep: () => undefined,
    });

    expect(system.effects.map(({ did }) => did)).toEqual(['exec', 'write', 'exec', 'write']);
  });
});
