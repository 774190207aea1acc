import { OperationError } from '../errors.ts';
import type { BootState } from './boot-state.ts';
import { settle } from './freeze.ts';
import { repairLinks } from './links.ts';
import { generationFolder, type SystemFolder, unfinished } from './places.ts';
import { removeUnfinished } from './put-in-place.ts';
import { type GenerationOnDisk, listGenerations } from './read-generations.ts';
import { type ComponentName, componentNames, componentsOf } from './record.ts';

export interface Garbage {
  readonly generations: readonly number[];
  readonly folders: readonly { readonly name: ComponentName; readonly folder: string }[];
}

/**
 * What no generation needs that may be started. Never from a boot that is not committed: the state may yet go back.
 * @throws OperationError when it cannot be known what is needed
 */
function findGarbage(
  { good, previous, trial }: BootState,
  booted: number | undefined,
  disk: { readonly generations: readonly GenerationOnDisk[]; readonly folders: Garbage['folders'] },
): Garbage {
  if (good === undefined || trial !== undefined || booted !== good) {
    throw new OperationError(
      'nothing is removed while a generation is on trial, or another one than the good one runs',
    );
  }

  const kept = [good, previous].filter((number) => number !== undefined);
  const needed = new Set(kept.flatMap((number) => foldersOf(disk.generations, number)));
  return {
    generations: disk.generations
      .map(({ number }) => number)
      .filter((number) => !kept.includes(number)),
    folders: disk.folders.filter(({ name, folder }) => !needed.has(`${name}/${folder}`)),
  };
}

function foldersOf(generations: readonly GenerationOnDisk[], number: number): string[] {
  const found = generations.find((each) => each.number === number);
  if (found?.record === undefined) {
    throw new OperationError(
      `nothing is removed, since it is not known what generation ${number} needs: ${found?.problem ?? 'it is not there'}`,
    );
  }
  return componentsOf(found.record).map(([name, { folder }]) => `${name}/${folder}`);
}

/** Answers what was removed. */
export async function collectGarbage(
  store: SystemFolder,
  state: BootState,
  booted: number | undefined,
): Promise<Garbage> {
  const { files } = store.system;
  const folders = componentNames.flatMap((name) => listFolders(store, name));
  const garbage = findGarbage(state, booted, { generations: listGenerations(store), folders });

  removeUnfinished(store);
  // The boot loader's last way out is a link: it must not find the old one with nothing behind it.
  repairLinks(store, state, booted);
  await settle(store.system, store.folder);
  for (const path of pathsOf(store, garbage)) {
    // Half of a generation is none: it first loses its name.
    files.rename(path, `${path}${unfinished}old`);
    files.remove(`${path}${unfinished}old`);
  }
  return garbage;
}

function pathsOf(store: SystemFolder, { generations, folders }: Garbage): string[] {
  return [
    ...generations.map((number) => generationFolder(store, number)),
    ...folders.map(({ name, folder }) => `${store.folder}/${name}/${folder}`),
  ];
}

function listFolders(
  { system: { files }, folder }: SystemFolder,
  name: ComponentName,
): Garbage['folders'] {
  return (files.list(`${folder}/${name}`) ?? [])
    .filter((each) => files.status(`${folder}/${name}/${each}`)?.kind === 'directory')
    .filter((each) => !each.includes(unfinished))
    .map((each) => ({ name, folder: each }));
}
