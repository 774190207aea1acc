import { createHash } from 'node:crypto';
import { constants, fsyncSync, readSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ifPresent } from './file-reading.ts';
import { own, syncDirectory, withOpen, writeFully } from './file-writing.ts';
import type { FileDigest, WriteOptions } from './system.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;

/** Images have a hundred megabytes, the smallest nodes have little memory. */
const partSize = 1024 * 1024;

export function copyFile(from: string, to: string, options: WriteOptions): void {
  withOpen(from, O_RDONLY, 0, (source) =>
    withOpen(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600, (target) => {
      try {
        forEachPart(source, (part) => writeFully(target, part));
        own(target, options);
        fsyncSync(target);
      } catch (error) {
        rmSync(to, { force: true });
        throw error;
      }
    }),
  );
  syncDirectory(dirname(to));
}

export function digestOf(path: string): FileDigest | undefined {
  return ifPresent(() => {
    const hash = createHash('sha256');
    let size = 0;
    withOpen(path, O_RDONLY | O_NONBLOCK, 0, (file) =>
      forEachPart(file, (part) => {
        hash.update(part);
        size += part.length;
      }),
    );
    return { size, sha256: hash.digest('hex') };
  });
}

export function rename(from: string, to: string): void {
  renameSync(from, to);
  for (const folder of new Set([dirname(from), dirname(to)])) {
    syncDirectory(folder);
  }
}

/** @param use must not keep the part: its memory is used again */
function forEachPart(file: number, use: (part: Buffer) => void): void {
  const buffer = Buffer.allocUnsafe(partSize);
  for (;;) {
    const length = readSync(file, buffer);
    if (length === 0) {
      return;
    }
    use(buffer.subarray(0, length));
  }
}
