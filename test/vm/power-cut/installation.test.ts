import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { project } from '../../../src/dev/build.ts';
import { parseTable } from '../../../src/install/plan/layout.ts';
import {
  type Disks,
  mendState,
  missingAfterReplay,
  missingForGrub,
  must,
  stateAsGrub,
} from '../../integration/generations/two-disks.ts';
import { emptyDisk, withPart } from '../../integration/install/disk-image.ts';
import { randomNumbers } from '../../support/random-numbers.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { bootMs, isoWith, nodeConfig } from '../node.ts';
import { startVm } from '../support.ts';
import { cutsOf } from './cuts.ts';
import { bytesOf, eraseAt, recorded } from './recorded-disk.ts';
import { epochs, readWriteLog, replayer, type Write } from './write-log.ts';

const cutsAnEpoch = 6;
const menu = readFileSync(join(project, 'config/boot/grub-disk.cfg'));

/** Log of all writes. */
async function recordInstallation(): Promise<string> {
  const disk = recorded(emptyDisk());
  const words = 'k3os.mode=install k3os.install.device=/dev/vda k3os.install.power_off=true';
  const machine = await startVm({
    name: 'recorded-installation',
    memory: 1024,
    drives: [{ kind: 'cdrom', file: await isoWith(nodeConfig(['hostname: cut']), words) }],
    nics: [{ kind: 'user' }],
    words: disk.words,
  });
  await machine.waitFor(/installed to \/dev\/vda; take the medium away/, bootMs);
  expect(await machine.ended(bootMs)).toBe('guest-shutdown');
  return disk.log;
}

/** What a whole installation has put on its disk, and where. */
function readWhole(disk: string) {
  const { partitions } = parseTable(must(['sfdisk', '--json', disk]).toString());
  const [core, boot, state] = partitions;
  if (core === undefined || boot === undefined || state === undefined) {
    throw new Error('an installed disk has three partitions');
  }
  return {
    core: { ...core, content: bytesOf(disk, core.offset, core.bytes) },
    boot: { ...boot, uefi: fileOf(disk, boot.offset, 'EFI/BOOT/BOOTX64.EFI') },
    state,
  };
}
type Whole = ReturnType<typeof readWhole>;

/** Undefined: it is not there. */
function fileOf(disk: string, offset: number, path: string): Buffer | undefined {
  try {
    return execFileSync('mtype', ['-i', `${disk}@@${offset}`, `::/${path}`], {
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch {
    return undefined;
  }
}

function isErased(disk: string, { offset, length }: Write): boolean {
  return bytesOf(disk, offset, length).every((byte) => byte === 0);
}

/** What a firmware would start; a file that is not whole is refused, and the next medium started. */
function starters(disk: string, { boot }: Whole): string[] {
  const bios = bytesOf(disk, 0, 440).some((byte) => byte !== 0);
  const file = fileOf(disk, boot.offset, 'EFI/BOOT/BOOTX64.EFI');
  const uefi = file !== undefined && boot.uefi?.equals(file) === true;
  return [...(bios ? ['bios'] : []), ...(uefi ? ['uefi'] : [])];
}

/** In the superblock, 120 bytes in. */
function labelOf(disk: string, { state }: Whole): string {
  return bytesOf(disk, state.offset + 1024 + 120, 16)
    .toString('latin1')
    .replace(/\0.*/s, '');
}

function expectBootable(disk: string, whole: Whole, when: string): void {
  const core = bytesOf(disk, whole.core.offset, whole.core.bytes);
  expect(core.equals(whole.core.content) || !starters(disk, whole).includes('bios'), when).toBe(
    true,
  );
  expect(fileOf(disk, whole.boot.offset, 'grub/grub.cfg'), when).toEqual(menu);
  expect(fileOf(disk, whole.boot.offset, 'grub/install.env'), when).toBeDefined();
  withParts(disk, (disks) => {
    expect(stateAsGrub(disks), when).toEqual({ good: 1 });
    expect(missingForGrub(disks, 1), when).toBeUndefined();
  });
}

/** Takes seconds, and nothing else than writes to its partition can change it. */
function expectWholeState(disk: string, when: string): void {
  const root = tempRoot();
  const copy = root.at('disk.raw');
  must(['cp', '--sparse=always', disk, copy]);
  withParts(copy, (disks) => {
    mendState(disks);
    expect(missingAfterReplay(disks, 1), when).toBeUndefined();
  });
  root.remove('/');
}

function withParts(disk: string, work: (disks: Disks) => void): void {
  withPart(disk, 'state', (state) => withPart(disk, 'boot', (boot) => work({ state, boot })));
}

it(
  'leaves a disk to which can be installed again, or one that starts, wherever the power is cut',
  async () => {
    const log = await recordInstallation();
    const all = epochs(readWriteLog(log));
    const final = emptyDisk();
    const last = replayer(log, final);
    last.apply(all.flat());
    last.close();
    const whole = readWhole(final);
    const toState = ({ offset }: Write) => offset >= whole.state.offset;

    // What would be seen if it were otherwise. Where there are zeros nothing can be lost: the largest writes may be those of mke2fs.
    const largest = all
      .flat()
      .filter(toState)
      .sort((a, b) => b.length - a.length)
      .find((write) => !isErased(final, write));
    eraseAt(final, largest?.offset ?? 0, largest?.length ?? 0);
    expect(() => expectWholeState(final, 'with a write that is lost')).toThrow();

    const disk = emptyDisk();
    const replay = replayer(log, disk);
    const random = randomNumbers(1);
    const seen = { nothing: 0, bootable: 0 };
    const states = new Set<string>();
    for (const [index, epoch] of all.entries()) {
      const before = all.slice(0, index).flat().filter(toState).length;
      for (const cut of [...cutsOf(epoch, cutsAnEpoch, random), epoch.filter((w) => !w.discards)]) {
        const when = `cut after flush ${index} of ${all.length}, with ${cut.length} of ${epoch.length} writes more`;
        replay.trying(cut, () => {
          if (starters(disk, whole).length === 0) {
            seen.nothing += 1;
            // The installer goes over a disk without this label unasked.
            expect(labelOf(disk, whole), when).not.toBe('K3OS_STATE');
            return;
          }
          seen.bootable += 1;
          expectBootable(disk, whole, when);
          const state = JSON.stringify([before, cut.filter(toState).map(({ dataAt }) => dataAt)]);
          if (!states.has(state)) {
            expectWholeState(disk, when);
            states.add(state);
          }
        });
      }
      replay.apply(epoch);
    }
    replay.close();

    expect(labelOf(disk, whole)).toBe('K3OS_STATE');
    expect(starters(disk, whole)).toEqual(['bios', 'uefi']);
    expect(seen.nothing).toBeGreaterThan(100);
    expect(seen.bootable).toBeGreaterThan(20);
  },
  3 * bootMs,
);
