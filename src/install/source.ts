import { z } from 'zod';
import type { System } from '../effects/system.ts';
import { OperationError, reasonOf } from '../errors.ts';
import type { NewGeneration } from '../generations/put-in-place.ts';
import { type ComponentName, componentNames } from '../generations/record.ts';

/** What is installed, wherever it comes from. */
export interface InstallSource {
  /** For people: `k3os v0.2.0 from /run/k3os/iso`. */
  readonly origin: string;
  readonly components: NewGeneration['components'];
  /** Component → file → where it is now. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Folder with the files of the boot loader, `bootLoaderFiles`. */
  readonly bootLoader: string;
}

/**
 * Where things are on a medium: as on an installed disk, so that a folder can be copied as it is.
 * The manifest says which files there must be.
 */
export const mediumPlaces = {
  manifest: 'k3os/system/manifest.json',
  file: (component: ComponentName, version: string, file: string) =>
    `k3os/system/${component}/${version}/${file}`,
} as const;

/** In the system image (k3os.squashfs). */
export const bootLoaderFolder = '/usr/lib/k3os/boot-loader';

/** Made when an image is built; see README.md. */
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
  components: z.object({ k3os: Component, k3s: Component.optional(), kernel: Component }),
});
export type Manifest = z.infer<typeof Manifest>;

export interface Medium {
  /** Where it is mounted. */
  readonly folder: string;
  readonly bootLoader: string;
  /** For people: the URL it came from, or the folder. */
  readonly name: string;
}

/** @throws OperationError when the medium has not everything, or not for this machine */
export function readSource({ files }: System, { folder, bootLoader, name }: Medium): InstallSource {
  const path = `${folder}/${mediumPlaces.manifest}`;
  const content = files.read(path);
  if (content === undefined) {
    throw new OperationError(
      `${name} has nothing to install: it has no ${mediumPlaces.manifest}; take the ISO of a release`,
    );
  }
  const { architecture, components } = parseManifest(content, path);
  const own = process.arch === 'arm64' ? 'arm64' : 'amd64';
  if (architecture !== own) {
    throw new OperationError(`${name} is for ${architecture}, and this machine is ${own}`);
  }

  const paths = Object.fromEntries(
    componentNames.map((component) => [
      component,
      pathsOf(folder, component, components[component]),
    ]),
  );
  const missing = Object.values(paths)
    .flatMap((each) => Object.values(each))
    .find((file) => files.status(file) === undefined);
  if (missing !== undefined) {
    throw new OperationError(`${name} is not complete: ${missing} is missing`);
  }
  return {
    origin: `k3os ${components.k3os.version} from ${name}`,
    components: withoutAbsent(components),
    paths,
    bootLoader,
  };
}

/** @throws OperationError for a damaged one */
export function parseManifest(content: Buffer, path: string): Manifest {
  try {
    return Manifest.parse(JSON.parse(content.toString()));
  } catch (error) {
    throw new OperationError(`${path} is damaged: ${reasonOf(error)}`);
  }
}

function pathsOf(
  folder: string,
  name: ComponentName,
  component: Manifest['components']['k3os'] | undefined,
): Record<string, string> {
  const { version = '', files = {} } = component ?? {};
  return Object.fromEntries(
    Object.keys(files).map((file) => [file, `${folder}/${mediumPlaces.file(name, version, file)}`]),
  );
}

function withoutAbsent({ k3s, ...others }: Manifest['components']): NewGeneration['components'] {
  return k3s === undefined ? others : { ...others, k3s };
}

/**
 * Reads everything once before the disk is touched: a scratched CD or a bad stick is found out here.
 * @throws OperationError naming the file
 */
export function verifySource({ files }: System, { components, paths }: InstallSource): void {
  for (const [name, component] of Object.entries(components)) {
    for (const [file, wanted] of Object.entries(component.files)) {
      const path = paths[name]?.[file] ?? '';
      const found = files.digest(path);
      if (found?.size !== wanted.size || found.sha256 !== wanted.sha256) {
        throw new OperationError(
          `${path} is damaged: ${found?.size ?? 0} bytes of ${wanted.size}, sha256 ${found?.sha256 ?? 'none'}; write the medium anew`,
        );
      }
    }
  }
}

/** Bytes that a generation of it takes. */
export function sizeOf({ components }: InstallSource): number {
  return Object.values(components)
    .flatMap(({ files }) => Object.values(files))
    .reduce((sum, { size }) => sum + size, 0);
}
