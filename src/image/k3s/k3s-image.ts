import { chmodSync, copyFileSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { hashOf, type Stage } from '../build/cache.ts';
import type { Profile } from '../build/profile.ts';
import { makeSquashfs } from '../build/squashfs.ts';
import type { K3sBinary } from './k3s-binary.ts';

const recipe = 1;

export interface K3sParts {
  readonly binary: K3sBinary;
  /** Archives of container images for nodes that reach no registry. */
  readonly images: readonly string[];
}

/** `k3s.squashfs`: what a node has below /k3os/system/k3s, `VERSION/k3s`, `VERSION/images/*` and `current`. */
export function k3sStage(
  { binary, images }: K3sParts,
  profile: Profile,
  progress: (line: string) => void,
): Stage {
  const files = [binary.path, ...images];
  return {
    name: 'k3s-squashfs',
    key: hashOf([
      String(recipe),
      binary.version,
      JSON.stringify(profile.squashfs),
      ...files.map((file) => `${file} ${statSync(file).size} ${statSync(file).mtimeMs}`),
    ]),
    async build(folder) {
      progress(`packing k3s ${binary.version}`);
      const tree = join(folder, 'tree');
      const version = join(tree, binary.version);
      mkdirSync(join(version, 'images'), { recursive: true });
      copyFileSync(binary.path, join(version, 'k3s'));
      chmodSync(join(version, 'k3s'), 0o755);
      for (const image of images) {
        copyFileSync(image, join(version, 'images', basename(image)));
      }
      symlinkSync(binary.version, join(tree, 'current'));
      await makeSquashfs(tree, join(folder, 'k3s.squashfs'), profile, 0, ['-all-root']);
    },
  };
}
