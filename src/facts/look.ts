import type { FileSystem } from '../effects/system.ts';

/**
 * A name too long, a loop of links, a bad block: whoever then writes to the path says what is wrong with it. Here
 * it must not cost the node everything else.
 */
export function orAbsent<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** Some files of the kernel cannot be read (write-only, or the device went away): the same as not known. */
export function textOf(files: FileSystem, path: string): string | undefined {
  return orAbsent(() => files.read(path)?.toString().trim());
}
