import { beforeAll, describe, expect, it } from 'vitest';
import { randomNumbers } from '../../support/random-numbers.ts';
import { type Cut, cutsOf } from './cuts.ts';
import { recordSwitch, smallDisk, windowsOf } from './recorded-switch.ts';
import { expectWhole, replayOf, stepOf, written } from './replayed-switch.ts';
import { epochs, readWriteLog, type Write, within } from './write-log.ts';

/** Back, and on to a third one, for which the second is removed. */
const allActs = ['add', 'come up', 'roll back', 'come up', 'add', 'come up'] as const;
const cutsAnEpoch = 2;
const boundMs = 300_000;

/** All of it first; nothing of it is all of the one before. */
function differentCuts(epoch: readonly Write[], random: () => number): Cut[] {
  const cuts = [epoch, ...cutsOf(epoch, cutsAnEpoch, random)].filter(({ length }) => length > 0);
  return [...new Map(cuts.map((cut) => [JSON.stringify(cut), cut])).values()];
}

describe('a switch of generations', () => {
  let disk: string;

  beforeAll(async () => {
    disk = await smallDisk();
  });

  it(
    'leaves generations that start and are complete, and a state that was written, wherever the power is cut',
    () => {
      const log = recordSwitch(disk, { acts: allActs });
      const all = epochs(readWriteLog(log));
      const { disks, apply, trying, close } = replayOf(disk, log);
      const random = randomNumbers(1);
      let last = 0;
      let looks = 0;
      for (const [index, epoch] of all.entries()) {
        const [whole = last] = differentCuts(epoch, random).map((cut) => {
          const when = `cut after flush ${index} of ${all.length}, with ${cut.length} of ${epoch.length} writes more`;
          looks += 1;
          return trying(cut, () => {
            const step = stepOf(disks, when);
            expect([last, last + 1], when).toContain(step);
            expectWhole(disks, step, when);
            return step;
          });
        });
        apply(epoch);
        last = whole;
      }
      close();
      expect(last).toBe(written.length - 1);
      // Of a disk that is never told to flush it would be one.
      expect(all.length).toBeGreaterThan(150);
      expect(looks).toBeGreaterThan(200);
    },
    boundMs,
  );

  describe('is seen to go wrong', () => {
    let added: string;

    beforeAll(() => {
      added = recordSwitch(disk, { acts: ['add'] });
    });

    it.each([
      { what: 'a write is lost', lose: withoutLargest },
      { what: 'the disk does not flush', lose: withoutHalf },
    ])('when $what', ({ lose }) => {
      const { disks, apply, trying, close } = replayOf(disk, added);
      const writes = untilOnTrial(disk, added);

      trying(lose(writes), () => {
        expect(stepOf(disks, 'on trial')).toBe(1);
        expect(() => expectWhole(disks, 1, 'on trial')).toThrow();
      });
      apply(writes);
      expectWhole(disks, 1, 'with all of them');
      close();
    });

    it('when the boot loader is told of it before the file system is settled', () => {
      const log = recordSwitch(disk, { acts: ['add'], unsettled: true });
      const { disks, apply, close } = replayOf(disk, log);

      apply(untilOnTrial(disk, log));
      expect(stepOf(disks, 'on trial')).toBe(1);
      expect(() => expectWhole(disks, 1, 'on trial')).toThrow(/^for GRUB, on trial/);
      close();
    });
  });
});

/** The last one is the state. */
function untilOnTrial(disk: string, log: string): Write[] {
  const writes = epochs(readWriteLog(log)).flat();
  const last = within(writes, windowsOf(disk).boot).at(-1);
  return writes.slice(0, writes.findIndex(({ dataAt }) => dataAt === last?.dataAt) + 1);
}

function withoutLargest(writes: readonly Write[]): Cut {
  const most = Math.max(...writes.map(({ length }) => length));
  const largest = writes.find(({ length }) => length === most);
  return writes.filter((write) => write !== largest);
}

/** But the state is there. */
function withoutHalf(writes: readonly Write[]): Cut {
  const random = randomNumbers(2);
  return writes.filter((_, index) => index === writes.length - 1 || random() < 0.5);
}
