import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OperationError } from '../../errors.ts';

/** What k3s imports from its folder of images. */
const archive = /\.(tar|tar\.gz|tgz|tar\.zst|tar\.lz4|tar\.bz2|tbz)$/;

/** Archives of container images: a file, or all in a folder. */
export function findK3sImages(source: string): string[] {
  const path = resolve(source);
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) {
    throw new OperationError(`--k3s-images ${source}: there is no such file or folder`);
  }

  const found = status.isDirectory()
    ? readdirSync(path)
        .sort()
        .map((name) => join(path, name))
    : [path];
  const archives = found.filter((file) => archive.test(file));
  if (archives.length === 0) {
    throw new OperationError(
      `--k3s-images ${source}: no image archive; k3s takes .tar, .tar.gz, .tar.zst, .tar.lz4 and .tar.bz2`,
    );
  }
  return archives;
}
