import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

/** Where built things are kept: $K3OS_CACHE, else ~/.cache/k3os. All of it may be deleted at any time. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return (
    environment.K3OS_CACHE ?? join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'k3os')
  );
}

export function hashOf(inputs: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    // The length keeps ['ab', 'c'] and ['a', 'bc'] apart.
    hash.update(`${input.length}:`).update(input);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Path, permission to execute and content of every file: a folder as input of a stage. */
export function contentsOf(folder: string): (string | Buffer)[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((path) => [
      path.slice(folder.length),
      String(statSync(path).mode & 0o111),
      readFileSync(path),
    ]);
}

export interface Stage {
  readonly name: string;
  /** Hash of everything the result depends on. */
  readonly key: string;
  /** Fills a new, empty folder; it gets its final name only when this has succeeded. */
  build(folder: string): Promise<void>;
}

/** Results of earlier inputs that are kept: switching between two branches must not build twice. */
const kept = 2;

/** What was taken this recently may still be read by a build of another checkout. */
const inUseMs = 60 * 60 * 1000;

/** The folder of a stage, built when there is none for its key. */
export async function cached(cache: string, stage: Stage): Promise<string> {
  const folder = join(cache, `${stage.name}-${stage.key}`);
  if (!existsSync(folder)) {
    // Files of an image made under 077 would be readable by root only.
    process.umask(0o022);
    const unfinished = `${folder}.${process.pid}.tmp`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true, mode: 0o755 });
    try {
      await stage.build(unfinished);
      renameOnto(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }

  utimesSync(folder, new Date(), new Date());
  dropOld(cache, stage.name);
  return folder;
}

/** Two builds of the same inputs at once are equal: the second one is not needed. */
function renameOnto(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) {
      throw error;
    }
  }
}

function dropOld(cache: string, name: string): void {
  const results = readdirSync(cache)
    .filter((entry) => new RegExp(`^${name}-[0-9a-f]+$`).test(entry))
    .map((entry) => join(cache, entry))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const abandoned = readdirSync(cache)
    .filter((entry) => !existsSync(`/proc/${unfinishedBy(name, entry) ?? 'self'}`))
    .map((entry) => join(cache, entry));
  const old = results
    .slice(kept)
    .filter((folder) => Date.now() - statSync(folder).mtimeMs > inUseMs);
  for (const folder of [...old, ...abandoned].filter((each) => !isMounted(each))) {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A running node has its /usr from here: in its own mount namespace, so that of every process is looked at. */
function isMounted(folder: string): boolean {
  const part = `/${basename(folder)}/`;
  return readdirSync('/proc').some((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/mountinfo`, 'utf8').includes(part);
    } catch {
      return false;
    }
  });
}

/** Number of the process that builds, or built, in this folder. */
function unfinishedBy(name: string, entry: string): string | undefined {
  return new RegExp(`^${name}-[0-9a-f]+\\.(\\d+)\\.tmp$`).exec(entry)?.[1];
}
