import type { FileSystem } from '../effects/system.ts';
import type { BootState } from './boot-state.ts';
import type { SystemFolder } from './places.ts';
import { readGeneration } from './read-generations.ts';
import { componentsOf, type Generation } from './record.ts';

/** Link, relative to the store, to its target. */
export type Links = Readonly<Record<string, string>>;

type RecordOf = (number: number) => Generation | undefined;

/**
 * k3OS's names for what runs and what ran before. They decide nothing, but for the boot loader's last way out when no
 * environment block can be read: that is `generations/current`, which follows the state. What components call current
 * follows what was booted, as the initrd has set it: on trial that is another generation than the good one.
 */
export function wantedLinks(
  { good, previous }: BootState,
  booted: number | undefined,
  recordOf: RecordOf,
): Links {
  return Object.fromEntries([
    ...generationLink('current', good, recordOf),
    ...componentLinks('current', booted, recordOf),
    ...generationLink('previous', previous, recordOf),
    ...componentLinks('previous', previous, recordOf),
  ]);
}

function generationLink(
  name: string,
  number: number | undefined,
  recordOf: RecordOf,
): [string, string][] {
  return number === undefined || recordOf(number) === undefined
    ? []
    : [[`generations/${name}`, String(number)]];
}

function componentLinks(
  name: string,
  number: number | undefined,
  recordOf: RecordOf,
): [string, string][] {
  const record = number === undefined ? undefined : recordOf(number);
  return record === undefined
    ? []
    : componentsOf(record).map(([part, { folder }]) => [`${part}/${name}`, folder]);
}

/** Links that are not as they should be, in the order of `wantedLinks`. */
export function wrongLinks(
  store: SystemFolder,
  state: BootState,
  booted: number | undefined,
): [string, string][] {
  const { files } = store.system;
  const wanted = wantedLinks(state, booted, (number) => readGeneration(store, number).record);
  return Object.entries(wanted).filter(
    ([link, target]) => targetOf(files, `${store.folder}/${link}`) !== target,
  );
}

/** `previous` first: a cut in between must not leave two names for the new one alone. Answers what was changed. */
export function repairLinks(
  store: SystemFolder,
  state: BootState,
  booted: number | undefined,
): string[] {
  const wrong = wrongLinks(store, state, booted);
  for (const [link, target] of wrong.toReversed()) {
    store.system.files.link(`${store.folder}/${link}`, target);
  }
  return wrong.map(([link]) => link);
}

function targetOf(files: FileSystem, path: string): string | undefined {
  return files.status(path)?.target?.replace(/\/$/, '');
}
