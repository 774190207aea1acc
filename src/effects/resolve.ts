import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '../errors.ts';

/** As Linux: more links than this in one path are a loop. */
const maxLinks = 40;

/**
 * The real path of `path` below `root`, every symlink resolved as if `root` were `/`, so that a link to
 * `/etc/shadow` in a target system means that system's. The last element is not followed unless asked for.
 * Elements that do not exist stay as they are.
 */
export function resolveInside(root: string, path: string, followLast: boolean): string {
  const rest = checkedPath(path).split('/');
  const done: string[] = [];
  for (let links = 0; rest.length > 0; ) {
    const target = step(root, done, rest, followLast);
    if (target === undefined) {
      continue;
    }
    links += 1;
    if (links > maxLinks) {
      throw new OperationError(`${path}: too many symbolic links`);
    }
    if (target.startsWith('/')) {
      done.length = 0;
    }
    rest.unshift(...target.split('/'));
  }
  return join(root, ...done);
}

/** The path without a slash at its end, which would follow a link. @throws {OperationError} not an absolute path */
export function checkedPath(path: string): string {
  if (!path.startsWith('/') || path.includes('\0')) {
    throw new OperationError(`${path}: not an absolute path`);
  }
  return path.replace(/(?<=.)\/+$/, '');
}

/** Moves the next element from `rest` to `done`; answers a link's target where it is one to follow. */
function step(
  root: string,
  done: string[],
  rest: string[],
  followLast: boolean,
): string | undefined {
  const name = rest.shift();
  if (name === undefined || name === '' || name === '.') {
    return undefined;
  }
  if (name === '..') {
    done.pop();
    return undefined;
  }

  const isLast = rest.every((element) => element === '');
  const target = isLast && !followLast ? undefined : linkTarget(join(root, ...done, name));
  if (target === undefined) {
    done.push(name);
  }
  return target;
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    // Not a link, absent, or below a file: whoever opens the path will say what is wrong.
    return undefined;
  }
}
