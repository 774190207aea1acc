import { describe, expect, it } from 'vitest';
import type { Applier, Plan } from '../../../src/appliers/applier.ts';
import type { LoadedConfig } from '../../../src/config/load.ts';
import type { Action } from '../../../src/effects/action.ts';
import { planPhase } from '../../../src/run/plan-phase.ts';
import { facts } from '../../support/facts.ts';

const loaded = {
  config: {},
  merged: {},
  problems: [],
  originOf: () => undefined,
} as unknown as LoadedConfig;
const write = (path: string): Action => ({ kind: 'write', path, content: '', mode: 0o644 });

function applier(id: string, plan: () => Plan): Applier {
  return { id, plan };
}

function planned(appliers: Applier[], live = true) {
  return planPhase({ phase: 'boot', appliers, loaded, facts: facts({ live }) });
}

describe('planning a phase', () => {
  it('gives a file to the first applier that wants it and names both', () => {
    const steps = planned([
      applier('first', () => ({ actions: [write('/etc/hosts'), write('/etc/hosts')] })),
      applier('second', () => ({ actions: [write('/etc/hosts'), write('/etc/other')] })),
    ]);

    expect(steps.map(({ actions }) => actions.length)).toEqual([2, 1]);
    expect(steps[1]?.problems).toEqual([expect.stringMatching(/\/etc\/hosts .*first.*second/)]);
  });

  it('lets others append to the file of one applier', () => {
    const appended: Action = {
      kind: 'write',
      path: '/etc/hosts',
      content: 'x',
      mode: 0o644,
      append: true,
    };

    const steps = planned([
      applier('first', () => ({ actions: [write('/etc/hosts')] })),
      applier('second', () => ({ actions: [appended] })),
    ]);

    expect(steps[1]).toMatchObject({ actions: [appended], problems: [] });
  });

  it('goes on with the others when one applier has a bug', () => {
    const steps = planned([
      applier('broken', () => {
        throw new Error('oops');
      }),
      applier('fine', () => ({ actions: [write('/etc/x')] })),
    ]);

    expect(steps[0]?.problems).toEqual(['broken could not be planned, a bug: oops']);
    expect(steps[1]?.actions).toHaveLength(1);
  });

  it('leaves kernel and services alone when the root is not the running machine', () => {
    const actions: Action[] = [
      { kind: 'sysctl', key: 'vm.swappiness', value: '1' },
      { kind: 'run', argv: ['modprobe', 'kvm'] },
      { kind: 'command', command: 'true', timeoutMs: 1 },
      write('/etc/x'),
    ];

    const [step] = planned([applier('all', () => ({ actions }))], false);

    expect(step?.actions).toEqual([write('/etc/x')]);
  });
});
