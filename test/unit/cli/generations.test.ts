import { describe, expect, it } from 'vitest';
import { generations } from '../../../src/cli/generations.ts';
import { rollback } from '../../../src/cli/rollback.ts';
import type { BootState } from '../../../src/generations/boot-state.ts';
import { readBootState } from '../../../src/generations/read-generations.ts';
import { runCommand } from '../../support/command-input.ts';
import { blocks, generation, onDisk, storeOf, systemFolder } from '../../support/generations.ts';
import type { MemoryTree } from '../../support/memory-files.ts';

const failure = '/var/lib/rancher/k3os/generations/6.failed';
const node = (state: BootState, more: MemoryTree = {}) =>
  storeOf({
    ...onDisk(systemFolder, generation(4), generation(5), generation(6)),
    ...blocks(state),
    '/proc/cmdline': 'quiet k3os.gen=5\n',
    '/run/k3os/mode': 'disk\n',
    ...more,
  });

describe('k3os generations', () => {
  it('shows what runs, what is good and what failed, and why', async () => {
    const { system } = node(
      { good: 5, previous: 4, failed: 6 },
      { [failure]: 'k3s was not ready\n' },
    );

    const { printed, exitCode } = await runCommand(generations, { system });

    expect(exitCode).toBe(0);
    expect(printed.split('\n')).toEqual([
      'GENERATION  IS            K3OS    K3S          KERNEL  CREATED (UTC)',
      '         4  previous      v0.4.0  v1.4.0+k3s1  6.4.0   2026-01-04 10:20',
      '         5  booted, good  v0.5.0  v1.5.0+k3s1  6.5.0   2026-01-05 10:20',
      '         6  failed        v0.6.0  v1.6.0+k3s1  6.6.0   2026-01-06 10:20  k3s was not ready',
    ]);
  });

  it('leaves other machines alone', async () => {
    for (const command of [generations, rollback]) {
      await expect(runCommand(command)).rejects.toThrow(/this is no k3OS node/);
    }
  });

  it('says what is tried next', async () => {
    const { system } = node({ good: 5, previous: 4, trial: 6, tries: 1 });

    const { printed } = await runCommand(generations, { system });

    expect(printed).toMatch(/6 {2}trial, 1 try left /);
    expect(printed).toMatch(/\ngeneration 6 is tried at the next start$/);
  });

  it('names what is damaged', async () => {
    const { system } = node(
      { good: 5, previous: 4 },
      { '/boot/grub/grubenv': '', [`${systemFolder}/generations/6/generation.json`]: '{' },
    );

    const { printed } = await runCommand(generations, { system });

    expect(printed).toMatch(/warning: \/boot\/grub\/grubenv: it is empty/);
    expect(printed).toMatch(
      /6 {2}- .*generations\/6\/generation.json is no record of a generation/,
    );
  });

  it('has all of it as JSON', async () => {
    const { system } = node({ good: 5, previous: 4, trial: 6, tries: 3 });

    const { printed } = await runCommand(generations, { system, options: { json: true } });

    expect(JSON.parse(printed)).toMatchObject({
      booted: 5,
      good: 5,
      previous: 4,
      trial: 6,
      tries: 3,
      damage: [],
      generations: [
        { number: 4, roles: ['previous'] },
        {
          number: 5,
          roles: ['booted', 'good'],
          versions: { k3s: 'v1.5.0+k3s1' },
          origin: 'a test',
        },
        { number: 6, roles: ['trial'] },
      ],
    });
  });
});

describe('k3os rollback', () => {
  it('tries the generation before this one at the next start', async () => {
    const store = node({ good: 5, previous: 4 });

    const { printed } = await runCommand(rollback, { system: store.system });

    expect(printed).toMatch(/^generation 4 is tried at the next start/);
    expect(readBootState(store).state).toEqual({ good: 5, previous: 4, trial: 4, tries: 3 });
  });

  it('gives a trial up, and keeps why', async () => {
    const store = node({ good: 5, previous: 4, trial: 6, tries: 3 });

    const { printed } = await runCommand(rollback, { system: store.system });

    expect(printed).toMatch(/^generation 6 is given up; the next start is generation 5 again/);
    expect(readBootState(store).state).toEqual({ good: 5, previous: 4, failed: 6 });
    expect(store.system.text(failure)).toBe('taken back with k3os rollback\n');
  });

  it.each([
    { when: 'there is only one', state: { good: 5 }, more: {}, reason: /this is the only one/ },
    {
      when: 'the one before is damaged',
      state: { good: 5, previous: 4 },
      more: { [`${systemFolder}/generations/4/generation.json`]: '' },
      reason: /cannot go back to generation 4: .* no record/,
    },
  ])('is refused when $when', async ({ state, more, reason }) => {
    const store = node(state, more);

    await expect(runCommand(rollback, { system: store.system })).rejects.toThrow(reason);
    expect(readBootState(store).state).toEqual(state);
  });
});
