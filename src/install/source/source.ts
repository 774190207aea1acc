import { z } from 'zod';
import type { System } from '../../effects/system.ts';
import { OperationError, reasonOf } from '../../errors.ts';
import type { NewGeneration } from '../../generations/put-in-place.ts';
import { componentNames } from '../../generations/record.ts';
import { ownArchitecture } from '../../lib/architecture.ts';
import { shownSize } from '../../lib/size-bounds.ts';

/** What is installed, wherever it comes from. */
export interface InstallSource {
  /** For people: `k3os v0.2.0 from /run/k3os/iso`. */
  readonly origin: string;
  readonly components: NewGeneration['components'];
  /** Component → file → where it is now. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Folder with the files of the boot loader, `bootLoaderFiles`. */
  readonly bootLoader: string;
  /** All files, and what they must be. */
  readonly listed: readonly (z.infer<typeof File> & { readonly path: string })[];
}

/** What a generation is made of, and the boot loader, which is not part of one. */
export const parts = [...componentNames, 'boot'] as const;
type Part = (typeof parts)[number];

/**
 * Where things are on a medium: as on an installed disk, so that a folder can be copied as it is.
 * The manifest says which files there must be.
 */
export const mediumPlaces = {
  manifest: 'k3os/system/manifest.json',
  file: (part: Part, version: string, file: string) => `k3os/system/${part}/${version}/${file}`,
} as const;

/** Made when an image is built. */
export const bootLoaderFiles = {
  bootSector: 'boot.img',
  /** Look for the boot partition in a GPT, or in the old table. */
  core: { gpt: 'core-gpt.img', mbr: 'core-mbr.img' },
  uefi: { amd64: 'BOOTX64.EFI', arm64: 'BOOTAA64.EFI' },
  menu: 'grub.cfg',
} as const;

const File = z.object({ size: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const Component = z.object({
  version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+_-]*$/),
  files: z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+_-]*$/), File),
});
const Manifest = z.object({
  /** Debian's name of the machines that it is for. */
  architecture: z.enum(['amd64', 'arm64']),
  components: z.object({
    k3os: Component,
    k3s: Component.optional(),
    kernel: Component,
    boot: Component,
  }),
});
export type Manifest = z.infer<typeof Manifest>;

export interface Medium {
  /** Where it is mounted. */
  readonly folder: string;
  /** For people: the URL it came from, or the folder. */
  readonly name: string;
}

/** @throws OperationError when the medium has not everything, or not for this machine */
export function readSource({ files }: System, { folder, name }: Medium): InstallSource {
  const path = `${folder}/${mediumPlaces.manifest}`;
  const content = files.read(path);
  if (content === undefined) {
    throw new OperationError(
      `${name} has nothing to install: it has no ${mediumPlaces.manifest}; take the ISO of a release`,
    );
  }
  const { architecture, components } = parseManifest(content, path);
  if (architecture !== ownArchitecture) {
    throw new OperationError(
      `${name} is for ${architecture}, and this machine is ${ownArchitecture}`,
    );
  }

  const listed = listFiles(components).map((file) => ({ ...file, path: `${folder}/${file.path}` }));
  const missing = listed.find((file) => files.status(file.path) === undefined);
  if (missing !== undefined) {
    throw new OperationError(`${name} is not complete: ${missing.path} is missing`);
  }
  const { boot, k3s, ...others } = components;
  return {
    origin: `k3os ${components.k3os.version} from ${name}`,
    components: k3s === undefined ? others : { ...others, k3s },
    paths: Object.fromEntries(parts.map((part) => [part, pathsOf(listed, part)])),
    bootLoader: `${folder}/${mediumPlaces.file('boot', boot.version, '.')}`.replace(/\/\.$/, ''),
    listed,
  };
}

type Listed = InstallSource['listed'][number] & { readonly part: Part; readonly name: string };

/** Paths from the top of the medium. */
export function listFiles(components: Manifest['components']): Listed[] {
  return parts.flatMap((part) => {
    const { version = '', files = {} } = components[part] ?? {};
    return Object.entries(files).map(([name, file]) => ({
      ...{ ...file, part, name, path: mediumPlaces.file(part, version, name) },
    }));
  });
}

function pathsOf(listed: readonly Listed[], wanted: Part): Record<string, string> {
  const own = listed.filter(({ part }) => part === wanted);
  return Object.fromEntries(own.map(({ name, path }) => [name, path]));
}

/** @throws OperationError for a damaged one */
export function parseManifest(content: Buffer, path: string): Manifest {
  try {
    return Manifest.parse(JSON.parse(content.toString()));
  } catch (error) {
    throw new OperationError(`${path} is damaged: ${reasonOf(error)}`);
  }
}

/**
 * Reads everything once before the disk is touched: a scratched CD or a bad stick is found out here.
 * @throws OperationError naming the file
 */
export function verifySource({ files }: System, { listed }: InstallSource): void {
  for (const { path, size, sha256 } of listed) {
    const found = files.digest(path);
    if (found?.size !== size || found.sha256 !== sha256) {
      throw new OperationError(
        `${path} is damaged: ${found?.size ?? 0} bytes of ${size}, sha256 ${found?.sha256 ?? 'none'}; write the medium anew`,
      );
    }
  }
}

/** What a node gathers at first, besides two generations. */
const restBytes = 1_000_000_000;

/** @throws OperationError where no second generation would have a place beside this one */
export function refuseTooSmall(
  { path, bytes }: { readonly path: string; readonly bytes: number },
  source: InstallSource,
): void {
  const needed = 2 * sizeOf(source) + restBytes;
  if (bytes < needed) {
    throw new OperationError(
      `${path} is too small for ${source.origin}: ${shownSize(bytes)}, and ${shownSize(needed)} are needed`,
    );
  }
}

/** Bytes that a generation of it takes. */
export function sizeOf({ components }: InstallSource): number {
  return Object.values(components)
    .flatMap(({ files }) => Object.values(files))
    .reduce((sum, { size }) => sum + size, 0);
}
