import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Text is a file 0644; everything else says what it is. Parents are made as needed. */
export type TreeEntry =
  | string
  | Buffer
  | { readonly content: string | Buffer; readonly mode: number }
  | { readonly directory: number }
  | { readonly link: string };

/** `{ '/etc/hostname': 'web-1\n', '/etc/mtab': { link: '/proc/mounts' } }` */
export type Tree = Readonly<Record<string, TreeEntry>>;

export interface TempRoot {
  /** On the host; what `--root` would be given. */
  readonly path: string;
  /** The host path of a path inside. */
  at(path: string): string;
  /** Undefined when absent; links are followed as the host sees them. */
  text(path: string): string | undefined;
  /** Permission bits, undefined when absent. */
  mode(path: string): number | undefined;
  add(tree: Tree): void;
  remove(path: string): void;
  /** Every file and link inside with its content or `-> target`, sorted: for before/after comparisons. */
  snapshot(): Record<string, string>;
}

const made = new Set<string>();

/** A directory on disk filled from a table; removed when the test file has ended. */
export function tempRoot(tree: Tree = {}, home = tmpdir()): TempRoot {
  const path = fs.mkdtempSync(join(fs.realpathSync(home), 'k3os-test-'));
  made.add(path);
  const at = (inside: string) => join(path, inside);
  const root: TempRoot = {
    path,
    at,
    text: (inside) => ifPresent(at(inside), (file) => fs.readFileSync(file, 'utf8')),
    mode: (inside) => ifPresent(at(inside), (file) => fs.lstatSync(file).mode & 0o7777),
    add(more) {
      for (const [inside, entry] of Object.entries(more)) {
        place(at(inside), entry);
      }
    },
    remove: (inside) => fs.rmSync(at(inside), { recursive: true }),
    snapshot: () => Object.fromEntries(walk(path, '')),
  };
  root.add(tree);
  return root;
}

export function removeTempRoots(): void {
  for (const path of made) {
    fs.rmSync(path, { recursive: true, force: true });
  }
  made.clear();
}

function ifPresent<T>(file: string, read: (file: string) => T): T | undefined {
  return fs.lstatSync(file, { throwIfNoEntry: false }) === undefined ? undefined : read(file);
}

function place(file: string, entry: TreeEntry): void {
  if (typeof entry === 'string' || Buffer.isBuffer(entry)) {
    place(file, { content: entry, mode: 0o644 });
    return;
  }

  fs.mkdirSync(dirname(file), { recursive: true });
  if ('link' in entry) {
    fs.symlinkSync(entry.link, file);
  } else if ('directory' in entry) {
    fs.mkdirSync(file, { recursive: true });
    fs.chmodSync(file, entry.directory);
  } else {
    fs.writeFileSync(file, entry.content);
    fs.chmodSync(file, entry.mode);
  }
}

function* walk(root: string, inside: string): Generator<[string, string]> {
  for (const name of fs.readdirSync(join(root, inside)).sort()) {
    const path = `${inside}/${name}`;
    const status = fs.lstatSync(join(root, path));
    if (status.isDirectory()) {
      yield* walk(root, path);
    } else if (status.isSymbolicLink()) {
      yield [path, `-> ${fs.readlinkSync(join(root, path))}`];
    } else {
      yield [path, status.isFile() ? fs.readFileSync(join(root, path), 'utf8') : '(special)'];
    }
  }
}
