import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { hashOf, type Stage } from '../../../src/image/build/cache.ts';
import { sha256OfFile } from '../../../src/image/build/file-digest.ts';
import { runTool } from '../../../src/image/build/run-tool.ts';
import { kernelFiles } from '../../../src/image/kernel/kernel.ts';
import { ownArchitecture } from '../../../src/lib/architecture.ts';

/** Bump when the way of building changes. */
const recipe = 1;

export const imageName = 'k3os.test/web:1';

const programs = ['cat', 'dd', 'httpd', 'ls', 'sh', 'sleep', 'wget'];

interface LayerFile {
  readonly path: string;
  readonly content: string;
}

/** The second changes a file of the first, and removes one: what a snapshotter has to get right. */
const layers: readonly (readonly LayerFile[])[] = [
  [
    { path: 'srv/index.html', content: 'the lower layer\n' },
    { path: 'srv/removed.html', content: 'still here\n' },
  ],
  [
    { path: 'srv/index.html', content: 'the upper layer\n' },
    // The format's way to say that a file of a lower layer is gone.
    { path: 'srv/.wh.removed.html', content: '' },
  ],
];

/** `web.tar`: an image of two layers in the format of `docker save`, busybox in the first. */
export function containerImageStage(kernel: string): Stage {
  return {
    name: 'container-image',
    key: hashOf([String(recipe), basename(kernel), JSON.stringify([layers, programs])]),
    async build(folder) {
      const archive = join(folder, 'archive');
      mkdirSync(archive);
      const names = layers.map((_, index) => `layer-${index}.tar`);
      for (const [index, files] of layers.entries()) {
        const tree = join(folder, `layer-${index}`);
        addFiles(tree, files);
        if (index === 0) {
          addBusybox(tree, join(kernel, kernelFiles.busybox));
        }
        await pack(tree, join(archive, names[index] ?? ''));
      }
      await describeLayers(archive, names);
      await pack(archive, join(folder, 'web.tar'));
    },
  };
}

async function describeLayers(archive: string, names: readonly string[]): Promise<void> {
  const sums = await Promise.all(names.map((name) => sha256OfFile(join(archive, name))));
  const config = {
    architecture: ownArchitecture,
    os: 'linux',
    config: { Env: ['PATH=/bin'] },
    rootfs: { type: 'layers', diff_ids: sums.map((sum) => `sha256:${sum}`) },
  };
  writeFileSync(join(archive, 'config.json'), JSON.stringify(config));
  const manifest = [{ Config: 'config.json', RepoTags: [imageName], Layers: names }];
  writeFileSync(join(archive, 'manifest.json'), JSON.stringify(manifest));
}

function addFiles(tree: string, files: readonly LayerFile[]): void {
  for (const { path, content } of files) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
}

function addBusybox(tree: string, busybox: string): void {
  mkdirSync(join(tree, 'bin'));
  cpSync(busybox, join(tree, 'bin/busybox'));
  for (const name of programs) {
    symlinkSync('busybox', join(tree, 'bin', name));
  }
}

async function pack(folder: string, file: string): Promise<void> {
  const words = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
  await runTool(['tar', '--create', `--file=${file}`, ...words, '.'], { cwd: folder });
}
