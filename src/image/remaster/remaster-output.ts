import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from '../../errors.ts';

/** @throws UsageError for a place where no copy may be written. */
export function outputOf({ iso, output }: { iso: string; output?: string | undefined }): string {
  const path = output ?? join(dirname(iso), `${basename(iso).replace(/\.iso$/i, '')}-custom.iso`);
  const status = statSync(path, { throwIfNoEntry: false });
  if (status !== undefined && isSame(path, iso)) {
    throw new UsageError(
      `${path} is the ISO itself, which is never changed; give another --output`,
    );
  }
  if (status !== undefined && !status.isFile()) {
    throw new UsageError(`--output ${path} is no regular file; give the name of a file`);
  }
  if (!existsSync(dirname(path))) {
    throw new UsageError(`--output ${path}: there is no folder ${dirname(path)}`);
  }
  if (!isWritable(dirname(path))) {
    throw new UsageError(`you may not write ${path}; give an --output in a folder of your own`);
  }
  return path;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Also by way of a link. */
function isSame(path: string, other: string): boolean {
  const [one, two] = [statSync(path), statSync(other)];
  return one.dev === two.dev && one.ino === two.ino;
}
