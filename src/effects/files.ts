import { readdirSync, rmSync } from 'node:fs';
import { OperationError } from '../errors.ts';
import { copyFile, digestOf, rename } from './file-copying.ts';
import { ifPresent, readBounded, statusOf } from './file-reading.ts';
import {
  append,
  makeDirectory,
  overwrite,
  parentMade,
  replaceFile,
  replaceLink,
  writeInPlace,
} from './file-writing.ts';
import { checkedPath, resolveInside } from './resolve.ts';
import type { FileSystem } from './system.ts';

const defaultLimit = 16 * 1024 * 1024;

/** The real file system below `root`. */
export function realFiles(root: string): FileSystem {
  const followed = (path: string) => resolveInside(root, path, true);
  // In the running system links lead where the kernel goes anyway.
  const itself = root === '/' ? checkedPath : (path: string) => resolveInside(root, path, false);
  const read = root === '/' ? checkedPath : followed;

  return {
    status: (path) => named('look at', path, () => statusOf(itself(path))),
    read: (path, limit = defaultLimit) => named('read', path, () => readBounded(read(path), limit)),
    list: (path) => named('list', path, () => ifPresent(() => readdirSync(read(path)))),
    writeAtomically: (path, content, options) =>
      named('write', path, () => replaceFile(parentMade(itself(path)), content, options)),
    writeInPlace: (path, content) =>
      named('write', path, () => writeInPlace(followed(path), content)),
    overwrite: (path, content) => named('write', path, () => overwrite(followed(path), content)),
    copy: (from, to, options) =>
      named(`copy ${from} to`, to, () => copyFile(followed(from), parentMade(itself(to)), options)),
    digest: (path) => named('read', path, () => digestOf(read(path))),
    rename: (from, to) => named(`rename ${from} to`, to, () => rename(itself(from), itself(to))),
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
