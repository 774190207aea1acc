import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { OperationError } from '../errors.ts';
import { ownArchitecture } from '../lib/architecture.ts';
import { cached, cacheFolder, hashOf, type Stage } from './build/cache.ts';
import { type Profile, readProfile } from './build/profile.ts';
import { type Epoch, makeSquashfs } from './build/squashfs.ts';
import { together } from './build/together.ts';
import { type K3sParts, k3sStage } from './k3s/k3s-image.ts';
import { checkKernel, missingRequired, parseKernelConfig } from './kernel/check-kernel.ts';
import { kernelFiles, kernelStage, moduleNames, versionOf } from './kernel/kernel.ts';
import {
  initrdModulesStage,
  type KernelImagesOptions,
  kernelSquashfsStage,
} from './kernel/kernel-images.ts';
import { type MediaParts, mediaFiles, mediaStage } from './media/media.ts';
import { sbomFile, sbomStage } from './sbom/sbom-stage.ts';
import { buildBase, buildRootfs } from './system/rootfs.ts';

const recipe = 1;

export interface ImageOptions {
  /** The project's folder: packages, boot menu and system files are taken from there. */
  readonly project: string;
  /** The program to put in. */
  readonly k3os: string;
  readonly version: string;
  /** Undefined: an image without k3s, for those who bring their own. */
  readonly k3s: K3sParts | undefined;
  /** Text of a config.yaml to bake in, already validated. */
  readonly config?: string | undefined;
  readonly epoch: Epoch;
  readonly cache?: string;
  readonly progress?: (line: string) => void;
}

/** Files of a finished image, below the cache. */
export interface Image {
  readonly iso: string;
  readonly vmlinuz: string;
  /** With the system and k3s: all that is booted over a network. */
  readonly initrd: string;
  /** The system alone, as initrd and ISO have it. */
  readonly systemSquashfs: string;
  readonly kernelSquashfs: string;
  readonly kernelVersion: string;
  /** List of contents, SPDX. */
  readonly sbom: string;
  /** Folder with the whole system. */
  readonly rootfs: string;
  /** Folder of the kernel stage. */
  readonly kernel: string;
}

/** All stages, each only when its inputs changed. */
export async function buildImage(options: ImageOptions): Promise<Image> {
  const { project, epoch, cache = cacheFolder(), progress = () => undefined } = options;
  const profile = readProfile(project);
  const base = await buildBase({ project, cache, progress });
  const [{ rootfs, system }, { kernel, kernelImage, modules }, k3s] = await together([
    systemParts(options, cache, profile, progress),
    kernelParts({ project, profile, progress }, cache),
    k3sPart(options, cache, profile, progress),
  ]);
  const sbom = sbomStage(
    {
      ...{ project, base, kernel, epoch, architecture: ownArchitecture },
      version: options.version,
      k3s: options.k3s?.binary,
    },
    progress,
  );

  const parts = { system, modules, kernel, kernelImage, k3s };
  const [folder, contents] = await together([
    cached(
      cache,
      mediaStage({ ...options, architecture: ownArchitecture }, parts, profile, progress),
    ),
    cached(cache, sbom),
  ]);
  return {
    iso: join(folder, mediaFiles.iso),
    initrd: join(folder, mediaFiles.wholeInitrd),
    vmlinuz: join(kernel, kernelFiles.vmlinuz),
    systemSquashfs: join(system, 'k3os.squashfs'),
    kernelSquashfs: join(kernelImage, 'kernel.squashfs'),
    kernelVersion: versionOf(kernel),
    sbom: join(contents, sbomFile),
    rootfs,
    kernel,
  };
}

async function systemParts(
  options: ImageOptions,
  cache: string,
  profile: Profile,
  progress: (line: string) => void,
) {
  const rootfs = await buildRootfs({ ...options, cache, progress });
  return {
    rootfs,
    system: await cached(cache, systemStage(rootfs, profile, options.epoch, progress)),
  };
}

async function k3sPart(
  { k3s }: ImageOptions,
  cache: string,
  profile: Profile,
  progress: (line: string) => void,
): Promise<MediaParts['k3s']> {
  return (
    k3s && {
      folder: await cached(cache, k3sStage(k3s, profile, progress)),
      version: k3s.binary.version,
    }
  );
}

async function kernelParts(options: Omit<KernelImagesOptions, 'kernel'>, cache: string) {
  const kernel = await cached(cache, kernelStage({ ...options, architecture: ownArchitecture }));
  refuseUnfit(kernel);
  const [kernelImage, modules] = await together([
    cached(cache, kernelSquashfsStage({ ...options, kernel })),
    cached(cache, initrdModulesStage({ ...options, kernel })),
  ]);
  return { kernel, kernelImage, modules };
}

/** A kernel on which k3s does not run is found out here, not by the first node. */
function refuseUnfit(kernel: string): void {
  const file = join(kernel, kernelFiles.config);
  const config = parseKernelConfig(readFileSync(file, 'utf8'), file);
  const missing = missingRequired(checkKernel(config, new Set(moduleNames(kernel))));
  if (missing.length > 0) {
    throw new OperationError(`kernel ${versionOf(kernel)} is not fit:\n  ${missing.join('\n  ')}`);
  }
}

function systemStage(
  rootfs: string,
  profile: Profile,
  epoch: Epoch,
  progress: (line: string) => void,
): Stage {
  return {
    name: 'system-squashfs',
    key: hashOf([
      String(recipe),
      basename(rootfs),
      JSON.stringify(profile.squashfs),
      String(epoch),
    ]),
    async build(folder) {
      progress('compressing the root file system');
      await makeSquashfs(rootfs, join(folder, 'k3os.squashfs'), profile, epoch);
    },
  };
}
