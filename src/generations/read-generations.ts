import { reasonOf } from '../errors.ts';
import { type BootState, parseBootState } from './boot-state.ts';
import {
  beforeMark,
  blockFiles,
  bootEnvironmentPath,
  recordPath,
  type Store,
  type SystemFolder,
} from './places.ts';
import { type Generation, parseGeneration } from './record.ts';

export interface KnownState {
  readonly state: BootState;
  /** Which of the places, in their order, could be used. */
  readonly source: (typeof blockFiles)[number] | 'links' | 'nothing';
  /** A line for each that could not. */
  readonly damage: readonly string[];
}

/** By the rules of the boot loader (grub-disk.cfg), so that both mean the same: a block counts when its good generation is there. */
export function readBootState(store: Store): KnownState {
  const damage: string[] = [];
  for (const source of blockFiles) {
    const parsed = parseBootState(readOrNothing(store, `${store.boot}/${source}`));
    const usable = isBootable(store, parsed.state.good);
    const reason = parsed.damage ?? (usable ? undefined : 'its good generation is not there');
    if (reason !== undefined) {
      damage.push(`${store.boot}/${source}: ${reason}`);
    }
    if (usable) {
      return {
        state: source === blockFiles[0] ? parsed.state : committed(parsed.state),
        source,
        damage,
      };
    }
  }

  const { state: beside } = parseBootState(readOrNothing(store, `${store.boot}/${blockFiles[0]}`));
  if (isFirstTrial(store, beside) && hasBefore(store)) {
    return { state: beside, source: blockFiles[0], damage: [] };
  }

  const [good, previous] = ['current', 'previous'].map((name) => linkedGeneration(store, name));
  return isBootable(store, good)
    ? { state: committed({ good, previous }), source: 'links', damage }
    : { state: {}, source: 'nothing', damage };
}

/** The second copy does not follow the counting of tries, so a trial in it is not one. */
function committed({
  good,
  previous,
}: {
  good?: number | undefined;
  previous?: number | undefined;
}) {
  return {
    ...(good === undefined ? {} : { good }),
    ...(previous === undefined ? {} : { previous }),
  };
}

/** On trial or given up: neither has a good generation. */
function isFirstTrial(store: Store, { trial, failed }: BootState): boolean {
  return trial === undefined ? failed !== undefined : isBootable(store, trial);
}

/** Whether another Linux is there to go back to. */
function hasBefore({ system, folder }: Store): boolean {
  return system.files.status(`${folder}/${beforeMark}`) !== undefined;
}

function isBootable({ system, ...store }: Store, number: number | undefined): boolean {
  return (
    number !== undefined && system.files.status(bootEnvironmentPath(store, number)) !== undefined
  );
}

function linkedGeneration({ system, folder }: Store, name: string): number | undefined {
  const target = system.files.status(`${folder}/generations/${name}`)?.target ?? '';
  return /^[1-9]\d{0,8}$/.test(target) ? Number(target) : undefined;
}

function readOrNothing({ system }: Store, path: string): Buffer | undefined {
  try {
    return system.files.read(path, 64 * 1024);
  } catch {
    // A folder in its place, or a disk that cannot be read: as good as missing.
    return undefined;
  }
}

export interface GenerationOnDisk {
  readonly number: number;
  /** Undefined when the record is damaged; `problem` says how. */
  readonly record?: Generation;
  readonly problem?: string;
}

/** Lowest number first. */
export function listGenerations({ system, folder }: SystemFolder): GenerationOnDisk[] {
  const numbers = (system.files.list(`${folder}/generations`) ?? [])
    .filter((name) => /^[1-9]\d{0,8}$/.test(name))
    .map(Number);
  return numbers.sort((a, b) => a - b).map((number) => readGeneration({ system, folder }, number));
}

export function readGeneration({ system, folder }: SystemFolder, number: number): GenerationOnDisk {
  const path = recordPath({ folder }, number);
  try {
    const content = system.files.read(path);
    if (content === undefined) {
      return { number, problem: `${path} is missing` };
    }
    const record = parseGeneration(content, path);
    return record.number === number
      ? { number, record }
      : { number, problem: `${path} is the record of generation ${record.number}` };
  } catch (error) {
    return { number, problem: reasonOf(error) };
  }
}
