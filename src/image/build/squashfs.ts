import type { Profile } from './profile.ts';
import { runTool } from './run-tool.ts';

/** Seconds since 1970 of all that is made: the same inputs give the same bytes on any day. */
export type Epoch = number;

/** A read-only file system of a folder. The same content gives the same bytes, whatever the folder's own times. */
export async function makeSquashfs(
  folder: string,
  file: string,
  { squashfs }: Profile,
  epoch: Epoch,
  words: readonly string[] = [],
): Promise<void> {
  const { compression, level, blockSize } = squashfs;
  await runTool(
    [
      'mksquashfs',
      folder,
      file,
      '-noappend',
      '-quiet',
      '-no-progress',
      '-no-exports',
      ...['-comp', compression],
      ...(compression === 'zstd' ? ['-Xcompression-level', String(level)] : []),
      ...['-b', blockSize],
      ...['-all-time', String(epoch)],
      ...['-mkfs-time', String(epoch)],
      ...words,
    ],
    // mksquashfs refuses to be told the time twice.
    { env: { SOURCE_DATE_EPOCH: undefined } },
  );
}
