import { randomBytes } from 'node:crypto';
import { OperationError } from '../errors.ts';
import { generationFiles } from './boot-files.ts';
import {
  componentFolder,
  generationFolder,
  recordPath,
  type Store,
  type SystemFolder,
  unfinished,
} from './places.ts';
import { listGenerations } from './read-generations.ts';
import {
  type Component,
  type ComponentName,
  componentNames,
  componentsOf,
  type Generation,
} from './record.ts';

type Files = Component['files'];

export interface NewGeneration {
  /** Has a folder for each component, with its files. */
  readonly from: string;
  /** For people: `k3os-amd64.iso v0.2.0`. */
  readonly origin: string;
  /** What the files must be, as they were verified. Components that the system is to have, and their files. */
  readonly components: Readonly<
    Partial<Record<ComponentName, { readonly version: string; readonly files: Files }>>
  >;
}

/**
 * Puts a generation on the disk; nothing is started from it yet. Each folder gets its name when it is complete, so that
 * whatever has a name can be used, wherever the power was cut.
 * @throws OperationError when it cannot be complete; then nothing of it is left that a second try would meet
 */
export function putInPlace(store: Store, wanted: NewGeneration): Generation {
  removeUnfinished(store);
  const generation = described(store, wanted);
  for (const [name, component] of componentsOf(generation)) {
    if (!holds(store, componentFolder(store, name, component), component.files)) {
      placeComponent(store, `${wanted.from}/${name}`, name, component);
    }
  }
  placeRecord(store, generation);
  return generation;
}

/** Left by a cut or a kill. */
export function removeUnfinished({ system: { files }, folder }: SystemFolder): void {
  for (const part of ['generations', ...componentNames].map((name) => `${folder}/${name}`)) {
    for (const name of (files.list(part) ?? []).filter((each) => each.includes(unfinished))) {
      files.remove(`${part}/${name}`);
    }
  }
}

function described(store: Store, { origin, components }: NewGeneration): Generation {
  const parts = componentNames.flatMap((name) => {
    const part = components[name];
    return part === undefined ? [] : [[name, { ...part, folder: freeFolder(store, name, part) }]];
  });
  const { k3os, kernel, ...others }: Partial<Generation['components']> = Object.fromEntries(parts);
  if (k3os === undefined || kernel === undefined) {
    throw new OperationError('a generation needs a system (k3os) and a kernel');
  }
  return {
    number: nextNumber(store),
    created: store.system.clock.now().toISOString(),
    origin,
    components: { k3os, kernel, ...others },
  };
}

/** Numbers are never given twice, also not those of failed ones. */
function nextNumber(store: Store): number {
  return Math.max(0, ...listGenerations(store).map(({ number }) => number)) + 1;
}

/**
 * The version's name, as k3OS had it. Where a folder of that name holds something else (the same version built again, or
 * a damaged one), that may be what the good generation needs, so it stays and the new one gets a name beside it.
 */
function freeFolder(
  store: Store,
  name: ComponentName,
  { version, files }: { readonly version: string; readonly files: Files },
): string {
  const digest = store.system.files;
  const plain = version.replace(/[^A-Za-z0-9.+_-]/g, '-');
  const folder = componentFolder(store, name, { folder: plain });
  if (digest.status(folder) === undefined || holds(store, folder, files)) {
    return plain;
  }
  const mark = Object.values(files).map(({ sha256 }) => sha256.slice(0, 4));
  return `${plain}~${mark.join('')}`;
}

/** Read again to the last byte: a file that is there is not yet one that is right. */
function holds({ system: { files } }: Store, folder: string, wanted: Files): boolean {
  return Object.entries(wanted).every(([name, { size, sha256 }]) => {
    const found = files.digest(`${folder}/${name}`);
    return found?.size === size && found.sha256 === sha256;
  });
}

function placeComponent(
  store: Store,
  from: string,
  name: ComponentName,
  component: Component,
): void {
  const { files } = store.system;
  placeFolder(store, componentFolder(store, name, component), (folder) => {
    for (const file of Object.keys(component.files)) {
      files.copy(`${from}/${file}`, `${folder}/${file}`, { mode: name === 'k3s' ? 0o755 : 0o644 });
    }
    if (!holds(store, folder, component.files)) {
      throw new OperationError(
        `${name} ${component.version} is not what was verified, or the disk does not keep what is written to it: see dmesg, and try again`,
      );
    }
  });
}

function placeRecord(store: Store, generation: Generation): void {
  const { files } = store.system;
  placeFolder(store, generationFolder(store, generation.number), (folder) => {
    for (const [name, content] of Object.entries(generationFiles(generation))) {
      files.writeAtomically(`${folder}/${name}`, content, { mode: 0o644 });
    }
  });
  if (files.status(recordPath(store, generation.number)) === undefined) {
    throw new OperationError(`generation ${generation.number} is not there after it was written`);
  }
}

/** Under a name of its own until it is complete. */
function placeFolder(
  { system: { files } }: Store,
  path: string,
  fill: (folder: string) => void,
): void {
  const folder = `${path}${unfinished}${randomBytes(6).toString('hex')}`;
  try {
    files.makeDirectory(folder, { mode: 0o755 });
    fill(folder);
    files.rename(folder, path);
  } catch (error) {
    files.remove(folder);
    throw error;
  }
}
