import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { OperationError } from '../errors.ts';
import { cached, cacheFolder, hashOf, type Stage } from './cache.ts';
import { checkKernel, missingRequired, parseKernelConfig } from './check-kernel.ts';
import { makeInitrd } from './initrd.ts';
import { makeIso } from './iso.ts';
import { type K3sParts, k3sStage } from './k3s-image.ts';
import { kernelFiles, kernelStage, moduleNames, versionOf } from './kernel.ts';
import { initrdModulesStage, kernelSquashfsStage } from './kernel-images.ts';
import { type Profile, readProfile } from './profile.ts';
import { buildBase, buildRootfs } from './rootfs.ts';
import { sbomFile, sbomStage } from './sbom-stage.ts';
import { type Epoch, makeSquashfs } from './squashfs.ts';

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
  readonly initrd: string;
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
  const rootfs = await buildRootfs({ ...options, cache, progress });
  const kernel = await cached(
    cache,
    kernelStage({ project, architecture: architecture(), progress }),
  );
  refuseUnfit(kernel);
  const kernelOptions = { project, kernel, profile, progress };
  const kernelImage = await cached(cache, kernelSquashfsStage(kernelOptions));
  const modules = await cached(cache, initrdModulesStage(kernelOptions));
  const system = await cached(cache, systemStage(rootfs, profile, epoch, progress));
  const k3s = options.k3s && (await cached(cache, k3sStage(options.k3s, profile, progress)));

  const base = await buildBase({ project, cache, progress });
  const sbom = sbomStage(
    {
      ...{ project, base, kernel, epoch, architecture: architecture() },
      version: options.version,
      k3s: options.k3s?.binary,
    },
    progress,
  );

  const parts = { system, modules, kernel, kernelImage, k3s };
  const folder = await cached(cache, mediaStage(options, parts, profile, progress));
  return {
    iso: join(folder, 'k3os.iso'),
    initrd: join(folder, 'initrd'),
    vmlinuz: join(kernel, kernelFiles.vmlinuz),
    kernelSquashfs: join(kernelImage, 'kernel.squashfs'),
    kernelVersion: versionOf(kernel),
    sbom: join(await cached(cache, sbom), sbomFile),
    rootfs,
    kernel,
  };
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

/** Debian's name of the machine that is built for, which is the one we run on. */
export function architecture(): 'amd64' | 'arm64' {
  return process.arch === 'arm64' ? 'arm64' : 'amd64';
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

interface Parts {
  readonly system: string;
  readonly modules: string;
  readonly kernel: string;
  readonly kernelImage: string;
  readonly k3s: string | undefined;
}

/** What is booted: initrd and ISO. */
function mediaStage(
  { project, version, config, epoch }: ImageOptions,
  { system, modules, kernel, kernelImage, k3s }: Parts,
  profile: Profile,
  progress: (line: string) => void,
): Stage {
  const init = join(project, 'src/boot/init.sh');
  const menu = readFileSync(join(project, 'config/boot/grub-iso.cfg'), 'utf8');
  const inputs = [system, modules, kernel, kernelImage, k3s ?? ''].map((path) => basename(path));

  return {
    name: 'media',
    key: hashOf([
      ...[String(recipe), version, String(epoch), JSON.stringify(profile.initrdFirst)],
      ...inputs,
      readFileSync(init),
      menu,
      config ?? '',
    ]),
    async build(folder) {
      progress('assembling initrd and ISO');
      const baked = join(folder, 'config.yaml');
      if (config !== undefined) {
        writeFileSync(baked, config, { mode: 0o600 });
      }
      const initrd = join(folder, 'initrd');
      await makeInitrd(join(folder, 'initrd-tree'), initrd, {
        init,
        kernel,
        profile,
        epoch,
        files: {
          'k3os.squashfs': join(system, 'k3os.squashfs'),
          'modules.squashfs': join(modules, 'modules.squashfs'),
          ...(k3s === undefined ? {} : { 'k3s.squashfs': join(k3s, 'k3s.squashfs') }),
          ...(config === undefined ? {} : { 'config.yaml': baked }),
        },
      });
      await makeIso(join(folder, 'iso-tree'), join(folder, 'k3os.iso'), {
        vmlinuz: join(kernel, kernelFiles.vmlinuz),
        initrd,
        kernelSquashfs: join(kernelImage, 'kernel.squashfs'),
        kernelVersion: versionOf(kernel),
        menu: menu.replaceAll('@VERSION@', version),
        config,
        epoch,
      });
      for (const leftover of ['initrd-tree', 'iso-tree', 'config.yaml']) {
        rmSync(join(folder, leftover), { recursive: true, force: true });
      }
    },
  };
}
