import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs';
import { OperationError } from '../errors.ts';
import type { FileKind, FileStatus } from './system.ts';

const { O_RDONLY, O_NONBLOCK } = constants;

/** Undefined for what is not there; any other failure is one. */
export function ifPresent<T>(work: () => T): T | undefined {
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

export function statusOf(path: string): FileStatus | undefined {
  const status = ifPresent(() => lstatSync(path));
  if (status === undefined) {
    return undefined;
  }

  const { uid, gid, size } = status;
  const known = { kind: kindOf(status), mode: status.mode & 0o7777, uid, gid, size };
  return status.isSymbolicLink() ? { ...known, target: readlinkSync(path) } : known;
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

export function readBounded(path: string, limit: number): Buffer | undefined {
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
