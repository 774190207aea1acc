import { bootFiles } from '../../src/generations/boot-files.ts';
import { type BootState, renderBootState } from '../../src/generations/boot-state.ts';
import type { Store } from '../../src/generations/places.ts';
import { componentsOf, type Generation, renderGeneration } from '../../src/generations/record.ts';
import { digest } from '../../src/lib/digest.ts';
import type { MemoryTree } from './memory-files.ts';
import { type RecordingSystem, recordingSystem, type SystemGiven } from './recording-system.ts';

export const systemFolder = '/k3os/system';

const contents = {
  k3os: ['k3os.squashfs'],
  k3s: ['k3s'],
  kernel: ['vmlinuz', 'initrd', 'kernel.squashfs'],
} as const;

/** Generation 3 has k3os v0.3.0, k3s v1.3.0 and kernel 6.3.0, unless it is said otherwise. */
export function generation(number: number, versions: Partial<Versions> = {}): Generation {
  const known = { ...versionsOf(number), ...versions };
  return {
    number,
    created: `2026-01-0${number}T10:20:30.000Z`,
    origin: 'a test',
    components: {
      k3os: { ...componentFiles('k3os', known.k3os), folder: known.k3os },
      k3s: { ...componentFiles('k3s', known.k3s), folder: known.k3s },
      kernel: { ...componentFiles('kernel', known.kernel), folder: known.kernel },
    },
  };
}

type Versions = Record<keyof typeof contents, string>;

export function versionsOf(number: number): Versions {
  return { k3os: `v0.${number}.0`, k3s: `v1.${number}.0+k3s1`, kernel: `6.${number}.0` };
}

/** What a component of that version consists of, as it was verified. */
export function componentFiles(name: keyof typeof contents, version: string) {
  const files = contents[name].map((file) => {
    const content = contentOf(file, version);
    return [file, { size: content.length, sha256: digest(content) }];
  });
  return { version, files: Object.fromEntries(files) };
}

function contentOf(file: string, version: string): string {
  return `${file} of ${version}\n`;
}

/** The files of generations, below a folder. */
export function onDisk(folder: string, ...generations: readonly Generation[]): MemoryTree {
  return Object.assign(
    {},
    ...generations.map((each) => ({
      [`${folder}/generations/${each.number}/generation.json`]: renderGeneration(each),
      ...under(`${folder}/generations/${each.number}`, bootFiles(each)),
      ...unpacked(folder, each),
    })),
  );
}

/** What an installer or upgrade has verified. */
export function unpacked(folder: string, generation: Generation): MemoryTree {
  return Object.assign(
    {},
    ...componentsOf(generation).map(([name, { folder: own, version, files }]) =>
      under(
        `${folder}/${name}/${own}`,
        Object.fromEntries(Object.keys(files).map((file) => [file, contentOf(file, version)])),
      ),
    ),
  );
}

function under<T>(folder: string, files: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]),
  );
}

export const blocks = (state: BootState, boot = '/boot'): MemoryTree => ({
  [`${boot}/grub/grubenv`]: renderBootState(state),
  [`${boot}/grub/grubenv.copy`]: renderBootState(state),
});

/** As coreutils and util-linux answer when all is well. */
export const programs = { sync: {}, sh: {} } satisfies SystemGiven['programs'];

export function storeOf(
  files: MemoryTree,
  more: Omit<SystemGiven, 'files'> = {},
): Store & { readonly system: RecordingSystem } {
  const system = recordingSystem({ files, programs, ...more });
  return { system, folder: systemFolder, boot: '/boot' };
}
