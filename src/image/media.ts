import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { hashOf, type Stage } from './cache.ts';
import { makeInitrd } from './initrd.ts';
import { makeIso } from './iso.ts';
import { kernelFiles, versionOf } from './kernel.ts';
import type { Profile } from './profile.ts';
import type { Epoch } from './squashfs.ts';

const recipe = 2;

/** Folders of the stages whose results are put together. */
export interface MediaParts {
  readonly system: string;
  readonly modules: string;
  readonly kernel: string;
  readonly kernelImage: string;
  readonly k3s: string | undefined;
}

export interface MediaOptions {
  /** The project's folder. */
  readonly project: string;
  readonly version: string;
  /** Text of a config.yaml to bake in, already validated. */
  readonly config?: string | undefined;
  readonly epoch: Epoch;
}

/** What is booted: initrd and ISO. */
export function mediaStage(
  { project, version, config, epoch }: MediaOptions,
  { system, modules, kernel, kernelImage, k3s }: MediaParts,
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
