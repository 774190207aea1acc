import { spawnSync } from 'node:child_process';
import { closeSync, fdatasyncSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { realSystem } from '../../../src/effects/real-system.ts';
import type { FileSystem, System } from '../../../src/effects/system.ts';
import { type BootState, renderBootState } from '../../../src/generations/boot-state.ts';
import { changeBootState } from '../../../src/generations/change-state.ts';
import { collectGarbage } from '../../../src/generations/collect.ts';
import { addGeneration } from '../../../src/generations/install-generation.ts';
import { repairLinks } from '../../../src/generations/links.ts';
import { blockFiles, type Store, systemFolder } from '../../../src/generations/places.ts';
import type { NewGeneration } from '../../../src/generations/put-in-place.ts';
import { listGenerations, readBootState } from '../../../src/generations/read-generations.ts';
import { rollBackGeneration } from '../../../src/generations/roll-back-generation.ts';
import { commit } from '../../../src/generations/transitions.ts';
import type { Window } from '../../../src/install/plan/layout.ts';

/** Of a run of this program, in JSON. */
export interface Given {
  /** A disk. */
  readonly file: string;
  /** The part of it with the state, and where it is mounted. */
  readonly state: Window;
  readonly top: string;
  /** A folder with what the boot partition has, and where on the disk its files are. */
  readonly boot: string;
  readonly places: Readonly<Record<string, number>>;
  /** One for each time that one is added. */
  readonly added: readonly NewGeneration[];
  readonly acts: readonly Act[];
  /** Whoever is asked to settle the file system says that it is done, and does nothing. */
  readonly unsettled?: boolean;
}

/** Each is between two starts of the node. */
const acts = {
  add: async (store: Store, { added }: Given) => {
    const next = added[listGenerations(store).length - 1];
    if (next === undefined) {
      throw new Error('there is nothing more to add');
    }
    await addGeneration(store, next);
  },
  'come up': async (store: Store) => {
    takeTry(store);
    const { trial } = readBootState(store).state;
    const state = changeBootState(store, (present) => commit(present, trial));
    repairLinks(store, state, trial);
    await collectGarbage(store, state, trial);
  },
  'roll back': async (store: Store) => {
    rollBackGeneration(store);
  },
};
export type Act = keyof typeof acts;

/** As the boot loader does: in the first block only. */
function takeTry(store: Store): void {
  const { state } = readBootState(store);
  const taken: BootState = { ...state, tries: (state.tries ?? 0) - 1 };
  store.system.files.overwrite(`${store.boot}/${blockFiles[0]}`, renderBootState(taken));
}

/** What else is written to this file system, by k3s and others: some of it is in the journal all the time. */
function others(top: string, act: Act): void {
  const folder = join(top, 'k3os/data', act);
  mkdirSync(folder, { recursive: true });
  for (let file = 0; file < 40; file += 1) {
    writeFileSync(join(folder, `${file}`), act.repeat(file * 20), { flush: file % 20 === 7 });
  }
}

/** Its mounts and processes end with it: whoever runs it sees to that. */
async function main(given: Given): Promise<void> {
  const { file, state, top, boot } = given;
  const system = systemFor(given);
  const options = `loop,offset=${state.offset},sizelimit=${state.bytes},nosuid,nodev,noatime`;
  mkdirSync(top);
  for (const act of given.acts) {
    run('mount', '-t', 'ext4', '-o', options, file, top);
    others(top, act);
    await acts[act]({ system, folder: `${top}${systemFolder}`, boot }, given);
    others(top, act);
    run('umount', top);
  }
}

function systemFor({ file, boot, places, unsettled = false }: Given): System {
  const real = realSystem('/');
  const done = { status: 0, timedOut: false, stdout: '', stderr: '' };
  return {
    ...real,
    ...(unsettled ? { exec: async () => done } : {}),
    files: {
      ...real.files,
      // As Linux does on FAT, which not every kernel here has.
      overwrite(path, content) {
        real.files.overwrite(path, content);
        writeOver(file, places[path.slice(boot.length + 1)] ?? 0, content);
      },
    } satisfies FileSystem,
  };
}

function writeOver(disk: string, place: number, content: Buffer): void {
  const file = openSync(disk, 'r+');
  writeSync(file, content, 0, content.length, place);
  fdatasyncSync(file);
  closeSync(file);
}

function run(...[program = '', ...words]: string[]): void {
  const { status } = spawnSync(program, words, { stdio: 'inherit' });
  if (status !== 0) {
    throw new Error(`${program} ${words.join(' ')}: status ${status}`);
  }
}

await main(JSON.parse(process.argv[2] ?? ''));
