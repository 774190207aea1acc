import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OperationError } from '../errors.ts';
import { resolveInside } from './resolve.ts';
import type { FileKind, FileStatus, FileSystem, WriteOptions } from './system.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_APPEND } = constants;
const defaultLimit = 16 * 1024 * 1024;

/** The real file system below `root`. */
export function realFiles(root: string): FileSystem {
  const followed = (path: string) => resolveInside(root, path, true);
  const itself = (path: string) => resolveInside(root, path, false);

  return {
    status: (path) => named('look at', path, () => statusOf(itself(path))),
    read: (path, limit = defaultLimit) =>
      named('read', path, () => readBounded(followed(path), limit)),
    list: (path) => named('list', path, () => ifPresent(() => readdirSync(followed(path)))),
    writeAtomically: (path, content, options) =>
      named('write', path, () => replaceFile(parentMade(itself(path)), content, options)),
    writeInPlace: (path, content) =>
      named('write', path, () => writeInPlace(followed(path), content)),
    makeDirectory: (path, options) =>
      named('make directory', path, () => makeDirectory(itself(path), options)),
    link: (path, target) =>
      named('link', path, () => replaceLink(parentMade(itself(path)), target)),
    remove: (path) =>
      named('remove', path, () => rmSync(itself(path), { force: true, recursive: true })),
    append: (path, content, options) =>
      named('append to', path, () => append(parentMade(followed(path)), content, options)),
  };
}

function named<T>(operation: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof OperationError) {
      throw error;
    }
    throw new OperationError(`cannot ${operation} ${path}`, { cause: plain(error) });
  }
}

/** Node's own text repeats the path and the system call; the code and its meaning are enough. */
function plain(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined
    ? error
    : new Error(message.replace(/, \w+( '[^']*'( -> '[^']*')?)?$/, ''));
}

function ifPresent<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return undefined;
    }
    throw error;
  }
}

function kindOf(status: Stats): FileKind {
  if (status.isFile()) {
    return 'file';
  }
  if (status.isDirectory()) {
    return 'directory';
  }
  return status.isSymbolicLink() ? 'link' : 'other';
}

function statusOf(path: string): FileStatus | undefined {
  const status = ifPresent(() => lstatSync(path));
  if (status === undefined) {
    return undefined;
  }

  const { uid, gid, size } = status;
  const known = { kind: kindOf(status), mode: status.mode & 0o7777, uid, gid, size };
  return status.isSymbolicLink() ? { ...known, target: readlinkSync(path) } : known;
}

function readBounded(path: string, limit: number): Buffer | undefined {
  // O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever.
  const file = ifPresent(() => openSync(path, O_RDONLY | O_NONBLOCK));
  if (file === undefined) {
    return undefined;
  }

  try {
    if (!fstatSync(file).isFile()) {
      throw new OperationError(`cannot read ${path}: not a regular file`);
    }
    return readAll(file, path, limit);
  } finally {
    closeSync(file);
  }
}

function readAll(file: number, path: string, limit: number): Buffer {
  const parts: Buffer[] = [];
  // Files of /proc say size 0, so the size is no guide.
  for (let total = 0; ; ) {
    const part = Buffer.allocUnsafe(64 * 1024);
    const length = readSync(file, part);
    total += length;
    if (total > limit) {
      throw new OperationError(`cannot read ${path}: larger than ${limit} bytes`);
    }
    if (length === 0) {
      return Buffer.concat(parts);
    }
    parts.push(part.subarray(0, length));
  }
}

/** Whatever the umask is: a folder such as /etc/x that only root may enter would break others' programs. */
function parentMade(path: string): string {
  const folder = dirname(path);
  const first = mkdirSync(folder, { recursive: true });
  for (let made = folder; first !== undefined && made.length >= first.length; ) {
    chmodSync(made, 0o755);
    made = dirname(made);
  }
  return path;
}

/** Not opened for reading: some sysctls may only be written, also by root. */
function writeInPlace(path: string, content: string): void {
  const file = openSync(path, O_WRONLY);
  try {
    writeFully(file, content);
  } finally {
    closeSync(file);
  }
}

function replaceFile(path: string, content: Buffer | string, options: WriteOptions): void {
  if (statusOf(path)?.kind === 'directory') {
    throw new OperationError(`cannot write ${path}: it is a directory`);
  }

  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    // Narrow first, widened only when content and owner are right: no moment in which others can read.
    const file = openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      writeFully(file, content);
      own(file, options);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncDirectory(dirname(path));
}

function writeFully(file: number, content: Buffer | string): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file, bytes, done);
  }
}

function own(file: number, { mode, uid, gid }: WriteOptions): void {
  if (uid !== undefined || gid !== undefined) {
    const present = fstatSync(file);
    fchownSync(file, uid ?? present.uid, gid ?? present.gid);
  }
  fchmodSync(file, mode);
}

/** A rename is on disk only when its directory is. */
function syncDirectory(path: string): void {
  const directory = openSync(path, O_RDONLY);
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function makeDirectory(path: string, options: WriteOptions): void {
  parentMade(path);
  if (statusOf(path) === undefined) {
    mkdirSync(path, { mode: options.mode & 0o700 });
  }
  const directory = openSync(path, O_RDONLY | O_NOFOLLOW);
  try {
    own(directory, options);
  } finally {
    closeSync(directory);
  }
}

function replaceLink(path: string, target: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  symlinkSync(target, temporary);
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncDirectory(dirname(path));
}

function append(path: string, content: string, { mode }: WriteOptions): void {
  const file = openSync(path, O_WRONLY | O_CREAT | O_APPEND, mode);
  try {
    writeFully(file, content);
  } finally {
    closeSync(file);
  }
}
