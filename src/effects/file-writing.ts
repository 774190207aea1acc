import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OperationError } from '../errors.ts';
import { statusOf } from './file-reading.ts';
import type { WriteOptions } from './system.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_APPEND } = constants;

export function replaceFile(path: string, content: Buffer | string, options: WriteOptions): void {
  if (statusOf(path)?.kind === 'directory') {
    throw new OperationError(`cannot write ${path}: it is a directory`);
  }

  const temporary = temporaryFor(path);
  try {
    // Narrow first, widened only when content and owner are right: no moment in which others can read.
    withOpen(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600, (file) => {
      writeFully(file, content);
      own(file, options);
      fsyncSync(file);
    });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncDirectory(dirname(path));
}

export function replaceLink(path: string, target: string): void {
  const temporary = temporaryFor(path);
  symlinkSync(target, temporary);
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncDirectory(dirname(path));
}

export function makeDirectory(path: string, options: WriteOptions): void {
  parentMade(path);
  if (statusOf(path) === undefined) {
    unlessPresent(() => mkdirSync(path, { mode: options.mode & 0o700 }));
  }
  withOpen(path, O_RDONLY | O_NOFOLLOW, 0, (directory) => own(directory, options));
}

/** Somebody else may make it at the same moment. */
function unlessPresent(make: () => void): void {
  try {
    make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
}

/** Not opened for reading: some sysctls may only be written, also by root. */
export function writeInPlace(path: string, content: string): void {
  withOpen(path, O_WRONLY, 0, (file) => writeFully(file, content));
}

/** Neither truncated nor moved: whoever reads the disk without the file system's journal finds old or new bytes. */
export function overwrite(path: string, content: Buffer): void {
  withOpen(path, O_WRONLY | O_NOFOLLOW, 0, (file) => {
    const { size } = fstatSync(file);
    if (size !== content.length) {
      throw new OperationError(`cannot write ${path}: it has ${size} bytes, not ${content.length}`);
    }
    writeFully(file, content);
    fdatasyncSync(file);
  });
}

export function append(path: string, content: string, { mode }: WriteOptions): void {
  withOpen(path, O_WRONLY | O_CREAT | O_APPEND, mode, (file) => writeFully(file, content));
}

/** Whatever the umask is: a folder such as /etc/x that only root may enter would break others' programs. */
export function parentMade(path: string): string {
  const folder = dirname(path);
  const first = mkdirSync(folder, { recursive: true });
  for (let made = folder; first !== undefined && made.length >= first.length; ) {
    chmodSync(made, 0o755);
    made = dirname(made);
  }
  return path;
}

/**
 * Beside the file, because a rename does not leave its file system. The time is another one for each name, also of what a power cut
 * has left behind; whoever guesses it gains nothing, since only what is not there is opened.
 */
function temporaryFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.hrtime.bigint().toString(36)}.new`);
}

/** @param mode of a file that this makes */
export function withOpen(
  path: string,
  flags: number,
  mode: number,
  work: (file: number) => void,
): void {
  const file = openSync(path, flags, mode);
  try {
    work(file);
  } finally {
    closeSync(file);
  }
}

export function writeFully(file: number, content: Buffer | string): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file, bytes, done);
  }
}

export function own(file: number, { mode, uid, gid }: WriteOptions): void {
  if (uid !== undefined || gid !== undefined) {
    const present = fstatSync(file);
    fchownSync(file, uid ?? present.uid, gid ?? present.gid);
  }
  fchmodSync(file, mode);
}

/** A rename is on disk only when its directory is. */
export function syncDirectory(path: string): void {
  withOpen(path, O_RDONLY, 0, fsyncSync);
}
