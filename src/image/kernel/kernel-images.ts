import { cpSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { hashOf, type Stage } from '../build/cache.ts';
import type { Profile } from '../build/profile.ts';
import { runTool } from '../build/run-tool.ts';
import { makeSquashfs } from '../build/squashfs.ts';
import { parseList } from '../debian/package-list.ts';
import { kernelFiles, versionOf } from './kernel.ts';
import { selectModules } from './module-selection.ts';

const recipe = 2;

export interface KernelImagesOptions {
  readonly project: string;
  /** Folder of the kernel stage. */
  readonly kernel: string;
  readonly profile: Profile;
  readonly progress: (line: string) => void;
}

/** `kernel.squashfs`: lib/modules and lib/firmware, all that the image has, with their licences. */
export function kernelSquashfsStage({ kernel, profile, progress }: KernelImagesOptions): Stage {
  return {
    name: 'kernel-squashfs',
    key: hashOf([String(recipe), basename(kernel), JSON.stringify(profile.squashfs)]),
    async build(folder) {
      progress('compressing kernel modules and firmware');
      const tree = join(kernel, kernelFiles.tree);
      await makeSquashfs(tree, join(folder, 'kernel.squashfs'), profile, 0, ['-all-root']);
    },
  };
}

/** `modules.squashfs`, the part of it that the initrd carries. */
export function initrdModulesStage(options: KernelImagesOptions): Stage {
  const { project, kernel, profile, progress } = options;
  const list = (name: string) =>
    parseList(readFileSync(join(project, 'config/packages', name), 'utf8'));
  const modules = list('initrd-modules.txt');
  const firmware = list('initrd-firmware.txt');

  return {
    name: 'initrd-modules',
    key: hashOf([
      String(recipe),
      basename(kernel),
      JSON.stringify(profile),
      ...modules,
      '',
      ...firmware,
    ]),
    async build(folder) {
      progress('choosing the kernel modules of the initrd');
      const tree = join(folder, 'tree');
      const source = join(kernel, kernelFiles.tree, 'lib');
      const version = versionOf(kernel);
      const target = join(tree, 'lib/modules', version);
      const origin = join(source, 'modules', version);
      copy(origin, target, [
        ...selectModules(origin, modules),
        ...globSync(['modules.{builtin,order,builtin.modinfo}', 'config'], { cwd: origin }),
      ]);
      await runTool(['depmod', '--basedir', tree, version]);
      copy(
        join(source, 'firmware'),
        join(tree, 'lib/firmware'),
        filesOf(join(source, 'firmware'), firmware),
      );
      copy(join(kernel, kernelFiles.tree), tree, ['usr/share/doc']);
      await makeSquashfs(tree, join(folder, 'modules.squashfs'), profile, 0, ['-all-root']);
    },
  };
}

function filesOf(folder: string, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => globSync(pattern, { cwd: folder }));
}

function copy(from: string, to: string, paths: readonly string[]): void {
  mkdirSync(to, { recursive: true });
  for (const path of paths) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(from, path), join(to, path), { recursive: true, verbatimSymlinks: true });
  }
}
