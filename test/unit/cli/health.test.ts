import { describe, expect, it } from 'vitest';
import { health } from '../../../src/cli/health.ts';
import { runCommand } from '../../support/command-input.ts';
import { bootedNode } from '../../support/health.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const down = { '/usr/lib/k3os/wait-network': { status: 1 }, '/usr/sbin/k3s': { status: 1 } };

describe('k3os health', () => {
  it('says what is there and what is missing, and changes nothing', async () => {
    const node = bootedNode({ programs: down });

    const { printed, exitCode } = await runCommand(health, { system: node });

    expect(printed.split('\n')).toEqual([
      'configuration:  applied',
      'network:        not usable',
      'k3s:            not ready: the API does not answer: kubectl ends with 1',
      'health:         wait: the network is not usable, k3s is not ready: the API does not answer: kubectl ends with 1 (60 s of 300 s)',
    ]);
    expect(exitCode).toBe(2);
    expect(node.effects.every(({ did }) => did === 'exec')).toBe(true);
  });

  it.each([
    { outcome: 'decided', programs: {}, exitCode: 0, written: true },
    { outcome: 'open', programs: down, exitCode: 2, written: false },
  ])('has status $exitCode for the service when it is $outcome', async (row) => {
    const node = bootedNode({ programs: row.programs });

    const { exitCode } = await runCommand(health, { system: node, options: { decide: true } });

    expect(exitCode).toBe(row.exitCode);
    expect(node.text('/run/k3os/health.json') !== undefined).toBe(row.written);
  });

  it('takes another bound', async () => {
    const node = bootedNode({ programs: down });

    const { exitCode } = await runCommand(health, { system: node, options: { timeout: '30' } });

    expect(exitCode).toBe(0);
  });

  it.each([
    {
      when: 'the bound is no number',
      system: bootedNode(),
      options: { timeout: '5m' },
      reason: /--timeout 5m: must be a number of seconds/,
    },
    {
      when: 'this is no node',
      system: recordingSystem(),
      options: {},
      reason: /this is no k3OS node/,
    },
    {
      when: 'another root is given',
      system: recordingSystem({ live: false, root: '/target' }),
      options: {},
      reason: /does not work with --root/,
    },
  ])('is refused when $when', async ({ system, options, reason }) => {
    await expect(runCommand(health, { system, options })).rejects.toThrow(reason);
  });
});
