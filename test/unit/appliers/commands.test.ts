import { describe, expect, it } from 'vitest';
import { bootCommands, initCommands, runCommands } from '../../../src/appliers/commands.ts';
import { does, type Given, planOf } from './planned.ts';

const ledgerOf = (given: Given, count: number) =>
  new Map(
    planOf(runCommands, given)
      .actions.slice(0, count)
      .map(({ record }) => [record?.key ?? '', record?.value ?? '']),
  );
const three = { wanted: { runCmd: ['one', 'two', 'one'] } };

describe('commands', () => {
  it('of each phase are its own', () => {
    const wanted = { initCmd: ['a'], bootCmd: ['b'], runCmd: ['c'] };

    expect(does(planOf(initCommands, { wanted }))).toEqual(['a']);
    expect(does(planOf(bootCommands, { wanted }))).toEqual(['b']);
    expect(does(planOf(runCommands, { wanted }))).toEqual(['c']);
  });

  it.each([
    { when: 'all have run', given: three, done: 3, left: [] },
    { when: 'the second failed', given: three, done: 1, left: ['two', 'one'] },
    {
      when: 'user-data put one before them',
      given: { wanted: { runCmd: ['zero', 'one', 'two', 'one'] } },
      done: 3,
      left: ['zero'],
    },
    {
      when: 'one was changed',
      given: { wanted: { runCmd: ['one', 'two!', 'one'] } },
      done: 3,
      left: ['two!'],
    },
  ])('run $left again in the same boot when $when', ({ given, done, left }) => {
    expect(does(planOf(runCommands, { ...given, ledger: ledgerOf(three, done) }))).toEqual(left);
  });

  it('stop at the first that fails', () => {
    expect([initCommands, bootCommands, runCommands].map(({ actions }) => actions)).toEqual([
      'in-order',
      'in-order',
      'in-order',
    ]);
  });

  it.each([
    { commandTimeout: undefined, timeoutMs: 900_000 },
    { commandTimeout: '5s', timeoutMs: 5000 },
    { commandTimeout: '2h', timeoutMs: 7_200_000 },
  ])('may take $timeoutMs ms when command_timeout is $commandTimeout', ({ timeoutMs, ...k3os }) => {
    expect(planOf(runCommands, { wanted: { runCmd: ['x'], k3os } }).actions).toMatchObject([
      { timeoutMs },
    ]);
  });

  it('get the configured environment, and the line they come from', () => {
    const wanted = { runCmd: ['x'], k3os: { environment: { http_proxy: 'http://p' } } };
    const plan = planOf(runCommands, { wanted, lines: { 'runCmd.0': 3 } });

    expect(plan.actions).toMatchObject([
      { env: { http_proxy: 'http://p' }, origin: 'config.yaml:3' },
    ]);
  });

  it('that are blank are none', () => {
    expect(does(planOf(runCommands, { wanted: { runCmd: ['', ' \n'] } }))).toEqual([]);
  });
});
