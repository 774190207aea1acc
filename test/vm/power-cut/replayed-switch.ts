import { renameSync } from 'node:fs';
import { basename } from 'node:path';
import { expect } from 'vitest';
import { realSystem } from '../../../src/effects/real-system.ts';
import type { BootState } from '../../../src/generations/boot-state.ts';
import {
  componentFolder,
  type SystemFolder,
  systemFolder,
} from '../../../src/generations/places.ts';
import { readGeneration } from '../../../src/generations/read-generations.ts';
import { componentsOf, type Generation } from '../../../src/generations/record.ts';
import {
  type Disks,
  mendState,
  must,
  stateAsGrub,
} from '../../integration/generations/two-disks.ts';
import { type TempRoot, tempRoot } from '../../support/temp-root.ts';
import { partsOf, windowsOf } from './recorded-switch.ts';
import { replayer, type Write, within } from './write-log.ts';

/** What is written one after the other: added, tried, good; rolled back, tried, good; and another one. */
export const written: readonly BootState[] = [
  { good: 1 },
  { good: 1, trial: 2, tries: 3 },
  { good: 1, trial: 2, tries: 2 },
  { good: 2, previous: 1 },
  { good: 2, previous: 1, trial: 1, tries: 3 },
  { good: 2, previous: 1, trial: 1, tries: 2 },
  { good: 1, previous: 2 },
  { good: 1, previous: 2, trial: 3, tries: 3 },
  { good: 1, previous: 2, trial: 3, tries: 2 },
  { good: 3, previous: 1 },
];

/** The disk as it was before, and what does writes of a log to it. */
export function replayOf(disk: string, log: string) {
  const windows = windowsOf(disk);
  const disks = partsOf(disk);
  const [boot, state] = [replayer(log, disks.boot), replayer(log, disks.state)];
  return {
    disks,
    apply(writes: readonly Write[]): void {
      boot.apply(within(writes, windows.boot));
      state.apply(within(writes, windows.state));
    },
    /** Applies them, and afterwards takes them back; answers what was seen. */
    trying<T>(writes: readonly Write[], look: () => T): T {
      return boot.trying(within(writes, windows.boot), () =>
        state.trying(within(writes, windows.state), look),
      );
    },
    close(): void {
      boot.close();
      state.close();
    },
  };
}

/** How far it has come, by what the boot loader reads. */
export function stepOf(disks: Disks, when: string): number {
  const state = JSON.stringify(stateAsGrub(disks));
  const step = written.findIndex((each) => JSON.stringify(each) === state);
  expect(step, `${state} was never written, ${when}`).not.toBe(-1);
  return step;
}

function startable(step: number): number[] {
  const { good, previous, trial } = written[step] ?? {};
  const numbers = [good, previous, trial].filter((number) => number !== undefined);
  return [...new Set(numbers)];
}

/**
 * All generations that may be started are whole: for Linux, when the initrd has done to the file system what it always does, and
 * for a boot loader that knows no journal and is there before.
 */
export function expectWhole({ state }: Disks, step: number, when: string): void {
  const root = tempRoot();
  const copy = root.at('state.raw');
  must(['cp', '--sparse=always', state, copy]);
  mendState({ state: copy });
  must(['debugfs', '-R', `rdump ${systemFolder} ${root.path}`, copy]);
  const found = { system: realSystem('/'), folder: root.at(basename(systemFolder)) };
  const records = startable(step).map((number) => {
    const { record, problem } = readGeneration(found, number);
    expect(problem, `generation ${number} for Linux, ${when}`).toBeUndefined();
    return record as Generation;
  });
  for (const record of records) {
    expect(missingFrom(found, record), `${record.number} for Linux, ${when}`).toEqual([]);
  }
  const loaded = loadedByGrub(root, records);
  const compare = () => must(['grub-fstest', state, 'cmp', systemFolder, loaded]);
  expect(compare, `for GRUB, ${when}`).not.toThrow();
  root.remove('/');
}

function missingFrom(folder: SystemFolder, record: Generation): string[] {
  return componentsOf(record).flatMap(([name, part]) =>
    Object.entries(part.files)
      .map(([file, { sha256 }]) => ({
        path: `${componentFolder(folder, name, part)}/${file}`,
        sha256,
      }))
      .filter(({ path, sha256 }) => folder.system.files.digest(path)?.sha256 !== sha256)
      .map(({ path }) => path),
  );
}

/** Moves it from what was found into a folder; GRUB's tool compares all that is in one, at once. */
function loadedByGrub(root: TempRoot, records: readonly Generation[]): string {
  root.add({ 'loaded/generations': { directory: 0o755 }, 'loaded/kernel': { directory: 0o755 } });
  const paths = records.flatMap(({ number, components: { kernel } }) => [
    `generations/${number}`,
    `kernel/${kernel.folder}`,
  ]);
  for (const path of new Set(paths)) {
    renameSync(root.at(`system/${path}`), root.at(`loaded/${path}`));
  }
  return root.at('loaded');
}
