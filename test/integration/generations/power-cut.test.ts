import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  addTo,
  type Disks,
  makeDisks,
  missingAfterReplay,
  missingForGrub,
  replayJournal,
  stateAsGrub,
  unfinishedOn,
} from './two-disks.ts';

const settled = { good: 5, previous: 4 };
/** What is started writes to the disk, too. */
const starting = ['clone', 'clone3', 'vfork'];
const changing = ['write', 'fsync', 'fdatasync', 'rename', 'mkdir', ...starting];

/** A system call that changes something, the how-manieth of its name. */
interface Moment {
  readonly call: string;
  readonly count: number;
}

/** Everything that changes a disk, from the first line that names it on. */
function momentsIn(trace: string): Moment[] {
  const counts: Record<string, number> = {};
  const lines = trace.split('\n').filter((line) => /^\w+\(/.test(line));
  const first = lines.findIndex((line) => line.includes('/mounts/state'));
  return lines.flatMap((line, index) => {
    const call = line.slice(0, line.indexOf('('));
    const count = (counts[call] ?? 0) + 1;
    counts[call] = count;
    // What node tells its own threads, and folders that are there, change nothing.
    return index < first || / = -1 EEXIST|"\*", 1\)/.test(line) ? [] : [{ call, count }];
  });
}

describe('a new generation, wherever the power is cut', () => {
  let made: Awaited<ReturnType<typeof makeDisks>>;
  let moments: Moment[];

  beforeAll(async () => {
    made = await makeDisks(settled);
    const trace = join(made.folder, 'trace');
    const strace = ['strace', '-qq', '-o', trace, '-e', `trace=${changing}`];
    expect(addTo(made, made.disks, { strace })).toMatchObject({ status: 0 });
    moments = momentsIn(readFileSync(trace, 'utf8'));
  });

  /** strace writes down what it injects into, to nobody. */
  const injecting = (call: string, what: string) => [
    ...['strace', '-qq', '-o', '/dev/null', '-e', `trace=${call}`],
    ...['-e', `inject=${call}:${what}`],
  ];

  /** Of all generations that the boot loader would start. */
  function expectBootable(disks: Disks, when: string) {
    const { good, trial } = stateAsGrub(disks);
    for (const number of [good, trial].filter((each) => each !== undefined)) {
      expect(
        missingForGrub(disks, number),
        `generation ${number} for GRUB, ${when}`,
      ).toBeUndefined();
    }
  }

  function expectComplete(disks: Disks, when: string) {
    const { good, previous, trial } = stateAsGrub(disks);
    for (const number of [good, previous, trial].filter((each) => each !== undefined)) {
      expect(missingAfterReplay(disks, number), `of generation ${number}, ${when}`).toBeUndefined();
    }
  }

  it('is on trial and complete, or not on trial; and the next attempt completes it', () => {
    let cuts = 0;
    for (const { call, count } of moments) {
      const when = `cut at ${call} ${count}`;
      const strace = injecting(call, `signal=SIGKILL:when=${count}`);

      const cut = addTo(made, made.disks, { strace });

      cuts += cut.status === 137 ? 1 : 0;
      const state = stateAsGrub(cut.after);
      expect([settled, { ...settled, trial: 6, tries: 3 }], when).toContainEqual(state);
      expectBootable(cut.after, when);
      replayJournal(cut.after);
      expectComplete(cut.after, when);

      const again = addTo(made, cut.after);
      const open = state.trial !== undefined;
      expect(again.status, when).toBe(open ? 1 : 0);
      expect(again.stderr, when).toMatch(open ? /6 is still on trial/ : /^$/);
      expectBootable(again.after, `second attempt after ${when}`);
      replayJournal(again.after);
      expect(stateAsGrub(again.after).trial, when).toBeDefined();
      expectComplete(again.after, `second attempt after ${when}`);
      expect(unfinishedOn(again.after), when).toEqual([]);
    }
    expect(cuts).toBeGreaterThan(40);
  }, 600_000);

  it('is found by GRUB at the moment it is on trial, though others write all the time', () => {
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const { status, stderr, after } = addTo(made, made.disks, { busy: true });

      expect([status, stderr]).toEqual([0, '']);
      expect(stateAsGrub(after)).toEqual({ ...settled, trial: 6, tries: 3 });
      expectBootable(after, `attempt ${attempt}`);
    }
  }, 120_000);

  it.each([
    { when: 'nothing reaches the disk', call: 'fsync', error: 'EIO', reason: /EIO/ },
    { when: 'the disk is full', call: 'rename', error: 'ENOSPC', reason: /ENOSPC/ },
    { when: 'the disk is read-only', call: 'mkdir', error: 'EROFS', reason: /EROFS/ },
    { when: 'the block stays in memory', call: 'fdatasync', error: 'EIO', reason: /EIO/ },
  ])('is not on trial when $when, and is so with the next attempt', ({ call, error, reason }) => {
    const { status, stderr, after } = addTo(made, made.disks, {
      strace: injecting(call, `error=${error}`),
    });

    expect(status).toBe(1);
    expect(stderr).toMatch(reason);
    expect(stateAsGrub(after)).toEqual(settled);
    expectBootable(after, 'afterwards');
    const again = addTo(made, after);
    expect([again.status, again.stderr]).toEqual([0, '']);
    expect(stateAsGrub(again.after).trial).toBeDefined();
    expectBootable(again.after, 'with the next attempt');
  });
});
