import type { FileSystem } from '../effects/system.ts';
import type { BootState } from './boot-state.ts';
import type { Store } from './places.ts';
import { readGeneration } from './read-generations.ts';
import { componentsOf, type Generation } from './record.ts';

/** Link, relative to the store, to its target. */
export type Links = Readonly<Record<string, string>>;

/**
 * k3OS's names for what runs and what ran before. They follow from the state and decide nothing, but for the boot loader's
 * last way out when no environment block can be read.
 */
export function wantedLinks(
  { good, previous }: BootState,
  recordOf: (number: number) => Generation | undefined,
): Links {
  return Object.fromEntries([
    ...linksOf('current', good, recordOf),
    ...linksOf('previous', previous, recordOf),
  ]);
}

function linksOf(
  name: string,
  number: number | undefined,
  recordOf: (number: number) => Generation | undefined,
): [string, string][] {
  const record = number === undefined ? undefined : recordOf(number);
  if (record === undefined) {
    return [];
  }
  const parts = componentsOf(record).map(([part, { folder }]): [string, string] => [
    `${part}/${name}`,
    folder,
  ]);
  return [[`generations/${name}`, String(number)], ...parts];
}

/** `previous` first: a cut in between must not leave two names for the new one alone. Answers what was changed. */
export function repairLinks(store: Store, state: BootState): string[] {
  const { files } = store.system;
  const wanted = Object.entries(
    wantedLinks(state, (number) => readGeneration(store, number).record),
  );
  const wrong = wanted.filter(
    ([link, target]) => targetOf(files, `${store.folder}/${link}`) !== target,
  );
  for (const [link, target] of wrong.toReversed()) {
    files.link(`${store.folder}/${link}`, target);
  }
  return wrong.map(([link]) => link);
}

function targetOf(files: FileSystem, path: string): string | undefined {
  return files.status(path)?.target?.replace(/\/$/, '');
}
