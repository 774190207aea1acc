import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { contentsOf, hashOf, type Stage } from '../build/cache.ts';
import type { Profile } from '../build/profile.ts';
import type { Epoch } from '../build/squashfs.ts';
import { bootLoaderInputs, makeBootLoader } from '../disk/boot-loader.ts';
import { kernelFiles, versionOf } from '../kernel/kernel.ts';
import { archiveEnd, archiveHead } from './archive-head.ts';
import { makeArchive, makeInitrd } from './initrd.ts';
import { type MediumComponent, makeIso } from './iso.ts';

const recipe = 5;

/** Folders of the stages whose results are put together. */
export interface MediaParts {
  readonly system: string;
  readonly modules: string;
  readonly kernel: string;
  readonly kernelImage: string;
  readonly k3s: { readonly folder: string; readonly version: string } | undefined;
}

export interface MediaOptions {
  /** The project's folder. */
  readonly project: string;
  readonly version: string;
  readonly architecture: 'amd64' | 'arm64';
  /** Text of a config.yaml to bake in, already validated. */
  readonly config?: string | undefined;
  readonly epoch: Epoch;
}

/** Files of this stage. */
export const mediaFiles = {
  /** Finds the system on a disk, or in archives that are loaded besides. */
  initrd: 'initrd',
  /** With such an archive: all that a node needs that is booted over the network. */
  wholeInitrd: 'initrd-whole',
  iso: 'k3os.iso',
} as const;

export function mediaStage(
  options: MediaOptions,
  parts: MediaParts,
  profile: Profile,
  progress: (line: string) => void,
): Stage {
  const { project, version, config, epoch, architecture } = options;
  const scripts = join(project, 'src/boot/initrd');
  const menu = readFileSync(join(project, 'config/boot/grub-iso.cfg'), 'utf8');
  const { system, modules, kernel, kernelImage, k3s } = parts;

  return {
    name: 'media',
    key: hashOf([
      ...[String(recipe), version, String(epoch), JSON.stringify(profile.initrdFirst)],
      ...[system, modules, kernel, kernelImage, k3s?.folder ?? ''].map((path) => basename(path)),
      ...[menu, config ?? ''],
      ...contentsOf(scripts),
      ...bootLoaderInputs(project),
    ]),
    async build(folder) {
      progress('assembling initrd and ISO');
      if (config !== undefined) {
        // Its secrets are for nobody else on this machine; copies of the files take their modes along.
        chmodSync(folder, 0o700);
      }
      const initrd = join(folder, mediaFiles.initrd);
      const files = { 'modules.squashfs': join(modules, 'modules.squashfs') };
      await makeInitrd(join(folder, 'tree'), initrd, { scripts, kernel, profile, epoch, files });
      await makeWholeInitrd(folder, options, parts);

      const boot = await makeBootLoader(join(folder, 'boot-loader'), { project, architecture });
      const components = {
        ...componentsOf(initrd, options, parts),
        boot: { version, files: boot },
      };
      const loaded = loadedFiles(components, epoch);
      await makeIso(join(folder, 'iso-tree'), join(folder, mediaFiles.iso), {
        components,
        architecture,
        menu: menu.replaceAll('@VERSION@', version).replace('@LOADED@', loaded.words),
        files: loaded.files,
        config,
        epoch,
      });
      for (const leftover of ['tree', 'iso-tree', 'boot-loader']) {
        rmSync(join(folder, leftover), { recursive: true });
      }
      if (config !== undefined) {
        chmodSync(join(folder, mediaFiles.wholeInitrd), 0o600);
        chmodSync(join(folder, mediaFiles.iso), 0o600);
      }
    },
  };
}

async function makeWholeInitrd(
  folder: string,
  { config, epoch }: MediaOptions,
  { system, k3s }: MediaParts,
): Promise<void> {
  const tree = join(folder, 'whole-tree');
  const baked = join(folder, 'config.yaml');
  writeFileSync(baked, config ?? '', { mode: 0o600 });
  mkdirSync(tree);
  const archive = join(folder, 'archive');
  await makeArchive(tree, archive, {
    epoch,
    files: {
      'k3os.squashfs': join(system, 'k3os.squashfs'),
      ...(k3s === undefined ? {} : { 'k3s.squashfs': join(k3s.folder, 'k3s.squashfs') }),
      ...(config === undefined ? {} : { 'config.yaml': baked }),
    },
  });
  const whole = join(folder, mediaFiles.wholeInitrd);
  copyFileSync(join(folder, mediaFiles.initrd), whole);
  appendFileSync(whole, readFileSync(archive));
  for (const leftover of [tree, archive, baked]) {
    rmSync(leftover, { recursive: true });
  }
}

function componentsOf(
  initrd: string,
  { version }: MediaOptions,
  { system, kernel, kernelImage, k3s }: MediaParts,
): Record<string, MediumComponent> {
  return {
    k3os: { version, files: { 'k3os.squashfs': join(system, 'k3os.squashfs') } },
    ...(k3s && {
      k3s: { version: k3s.version, files: { 'k3s.squashfs': join(k3s.folder, 'k3s.squashfs') } },
    }),
    kernel: {
      version: versionOf(kernel),
      files: {
        vmlinuz: join(kernel, kernelFiles.vmlinuz),
        initrd,
        'kernel.squashfs': join(kernelImage, 'kernel.squashfs'),
      },
    },
  };
}

/** GRUB loads each file between two small ones that make an archive of it: it is on the medium once, and not in an initrd again. */
function loadedFiles(components: Readonly<Record<string, MediumComponent>>, epoch: Epoch) {
  const images = ['k3os', 'k3s'].flatMap((name) => {
    const image = components[name]?.files[`${name}.squashfs`];
    return image === undefined ? [] : [{ name, image }];
  });
  const heads = images.map(({ name, image }) => [
    `/boot/k3os/${name}.head`,
    archiveHead(`${name}.squashfs`, statSync(image).size, epoch),
  ]);
  return {
    files: Object.fromEntries([...heads, ['/boot/k3os/end', archiveEnd()]]) as Record<
      string,
      Buffer
    >,
    words: [
      ...images.map(
        ({ name }) => `/boot/k3os/${name}.head /k3os/system/${name}/current/${name}.squashfs`,
      ),
      '/boot/k3os/end',
    ].join(' '),
  };
}
