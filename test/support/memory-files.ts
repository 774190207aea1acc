import type { FileDigest, FileStatus, FileSystem, WriteOptions } from '../../src/effects/system.ts';
import { digest } from '../../src/lib/digest.ts';
import type { Tree, TreeEntry } from './temp-root.ts';

interface Entry {
  kind: FileStatus['kind'];
  mode: number;
  uid: number;
  gid: number;
  content: Buffer;
  target?: string;
}

type Given = TreeEntry | { readonly other: true };
/** As for a temp root; `{ other: true }` is a FIFO or device. */
export type MemoryTree = Tree | Readonly<Record<string, Given>>;

/** A file system in memory which refuses what the real one refuses. */
export class MemoryFiles implements FileSystem {
  readonly #entries = new Map<string, Entry>();

  constructor(tree: MemoryTree = {}) {
    this.#entries.set('/', directory(0o755));
    for (const [path, given] of Object.entries(tree)) {
      this.#put(path, entryOf(given));
    }
  }

  status(path: string): FileStatus | undefined {
    const entry = this.#entries.get(this.#resolve(path, false));
    if (entry === undefined) {
      return undefined;
    }

    const { content, target, ...rest } = entry;
    return { ...rest, size: content.length, ...(target === undefined ? {} : { target }) };
  }

  read(path: string, limit = Number.POSITIVE_INFINITY): Buffer | undefined {
    const entry = this.#entries.get(this.#resolve(path, true));
    if (entry === undefined) {
      return undefined;
    }
    if (entry.kind === 'directory') {
      throw failure('EISDIR', 'read', path);
    }
    if (entry.kind !== 'file' || entry.content.length > limit) {
      throw failure(entry.kind === 'file' ? 'EFBIG' : 'EINVAL', 'read', path);
    }
    return entry.content;
  }

  list(path: string): string[] | undefined {
    const folder = this.#resolve(path, true);
    const entry = this.#entries.get(folder);
    if (entry !== undefined && entry.kind !== 'directory') {
      throw failure('ENOTDIR', 'list', path);
    }

    return (
      entry && this.#childrenOf(folder).map((child) => child.slice(child.lastIndexOf('/') + 1))
    );
  }

  writeAtomically(path: string, content: Buffer | string, options: WriteOptions): void {
    const file = this.#resolve(path, false);
    if (this.#entries.get(file)?.kind === 'directory') {
      throw failure('EISDIR', 'write', path);
    }
    this.#put(file, plainFile(content, options));
  }

  writeInPlace(path: string, content: string): void {
    const entry = this.#entries.get(this.#resolve(path, true));
    if (entry === undefined) {
      throw failure('ENOENT', 'write', path);
    }
    entry.content = Buffer.from(content);
  }

  overwrite(path: string, content: Buffer): void {
    const entry = this.#entries.get(this.#resolve(path, true));
    if (entry?.content.length !== content.length) {
      throw failure(entry === undefined ? 'ENOENT' : 'EINVAL', 'write', path);
    }
    entry.content = Buffer.from(content);
  }

  copy(from: string, to: string, options: WriteOptions): void {
    const content = this.read(from);
    if (content === undefined || this.status(to) !== undefined) {
      throw failure(content === undefined ? 'ENOENT' : 'EEXIST', 'copy', to);
    }
    this.writeAtomically(to, content, options);
  }

  digest(path: string): FileDigest | undefined {
    const content = this.read(path);
    return content && { size: content.length, sha256: digest(content) };
  }

  rename(from: string, to: string): void {
    const [source, target] = [this.#resolve(from, false), this.#resolve(to, false)];
    if (this.#childrenOf(target).length > 0) {
      throw failure('ENOTEMPTY', 'rename', to);
    }
    const moved = [...this.#entries].filter(
      ([path]) => path === source || path.startsWith(`${source}/`),
    );
    if (moved.length === 0) {
      throw failure('ENOENT', 'rename', from);
    }
    for (const [path, entry] of moved) {
      this.#entries.delete(path);
      this.#put(`${target}${path.slice(source.length)}`, entry);
    }
  }

  makeDirectory(path: string, { mode, uid = 0, gid = 0 }: WriteOptions): void {
    const folder = this.#resolve(path, false);
    const found = this.#entries.get(folder);
    if (found !== undefined && found.kind !== 'directory') {
      throw failure('ENOTDIR', 'make directory', path);
    }
    this.#put(folder, { ...directory(mode), uid, gid });
  }

  link(path: string, target: string): void {
    const file = this.#resolve(path, false);
    if (this.#entries.get(file)?.kind === 'directory') {
      throw failure('EISDIR', 'link', path);
    }
    this.#put(file, entryOf({ link: target }));
  }

  remove(path: string): void {
    const removed = this.#resolve(path, false);
    for (const file of [...this.#entries.keys()]) {
      if (file === removed || file.startsWith(`${removed}/`)) {
        this.#entries.delete(file);
      }
    }
  }

  append(path: string, content: string, options: WriteOptions): void {
    const before = this.read(path) ?? Buffer.alloc(0);
    this.writeAtomically(path, Buffer.concat([before, Buffer.from(content)]), options);
  }

  #childrenOf(folder: string): string[] {
    const prefix = folder === '/' ? '/' : `${folder}/`;
    return [...this.#entries.keys()]
      .filter((path) => path !== '/' && path.startsWith(prefix))
      .filter((path) => !path.slice(prefix.length).includes('/'))
      .sort();
  }

  #put(path: string, entry: Entry): void {
    const parent = parentOf(path);
    if (!this.#entries.has(parent)) {
      this.#put(parent, directory(0o755));
    }
    if (this.#entries.get(parent)?.kind !== 'directory') {
      throw failure('ENOTDIR', 'write', path);
    }
    this.#entries.set(path, entry);
  }

  /** Every link on the way is followed; the last element only when `last`. */
  #resolve(path: string, last: boolean, hops = 0): string {
    if (!path.startsWith('/')) {
      throw failure('EINVAL', 'resolve (not absolute)', path);
    }
    if (hops > 40) {
      throw failure('ELOOP', 'resolve', path);
    }

    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    let at = '/';
    for (const [index, name] of names.entries()) {
      at = name === '..' ? parentOf(at) : `${at === '/' ? '' : at}/${name}`;
      const target = this.#entries.get(at)?.target;
      if (target !== undefined && (last || index < names.length - 1)) {
        const start = target.startsWith('/') ? target : `${parentOf(at)}/${target}`;
        return this.#resolve([start, ...names.slice(index + 1)].join('/'), last, hops + 1);
      }
    }
    return at;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 1)) || '/';
}

function directory(mode: number): Entry {
  return { kind: 'directory', mode, uid: 0, gid: 0, content: Buffer.alloc(0) };
}

function plainFile(content: Buffer | string, { mode, uid = 0, gid = 0 }: WriteOptions): Entry {
  return { kind: 'file', mode, uid, gid, content: Buffer.from(content) };
}

function entryOf(given: Given): Entry {
  if (typeof given === 'string' || Buffer.isBuffer(given)) {
    return plainFile(given, { mode: 0o644 });
  }
  if ('content' in given) {
    return plainFile(given.content, given);
  }
  if ('directory' in given) {
    return directory(given.directory);
  }
  if ('link' in given) {
    return { ...directory(0o777), kind: 'link', target: given.link };
  }
  return { ...directory(0o600), kind: 'other' };
}

function failure(code: string, operation: string, path: string): Error {
  return Object.assign(new Error(`${operation} ${path}: ${code}`), { code });
}
