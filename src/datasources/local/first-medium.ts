import type { Access } from '../access.ts';
import type { Documents } from '../documents/documents.ts';
import type { Volume } from '../machine/platform.ts';

const readable: readonly string[] = ['iso9660', 'vfat', 'udf'];

/** In small letters or in capitals, as programs for FAT write it. */
export function hasLabel(volume: Volume, label: string): boolean {
  return isReadable(volume) && [label, label.toUpperCase()].includes(volume.label);
}

export function isReadable({ type }: Volume): boolean {
  return readable.includes(type);
}

export interface Medium {
  readonly volume: Volume;
  readonly documents: Documents;
}

/**
 * The first of the volumes that has one of the documents with something in it.
 * @throws OperationError where none has, and one of them could not be read
 */
export async function firstMedium(
  { media }: Pick<Access, 'media'>,
  volumes: readonly Volume[],
  {
    files,
    oneOf = files,
  }: { readonly files: readonly string[]; readonly oneOf?: readonly string[] },
): Promise<Medium | undefined> {
  let failure: unknown;
  for (const volume of volumes) {
    try {
      const documents = await media.read(volume, files);
      if (oneOf.some((name) => hasText(documents[name]))) {
        return { volume, documents };
      }
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== undefined) {
    throw failure;
  }
  return undefined;
}

export function hasText(content: Buffer | undefined): boolean {
  return content?.some((byte) => byte > 0x20) ?? false;
}

/** With two media of one label, cloud-init takes the one that was plugged in last. */
export function lastFirst(volumes: readonly Volume[]): Volume[] {
  return volumes.toSorted((one, other) => (one.device < other.device ? 1 : -1));
}
