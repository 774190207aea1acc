import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../../src/image/build/run-tool.ts';
import { makeBootLoader } from '../../src/image/disk/boot-loader.ts';
import { bootLoaderFolder, type Manifest, mediumPlaces } from '../../src/install/source.ts';
import { digest } from '../../src/lib/digest.ts';
import { tempRoot } from './temp-root.ts';

const loaderOptions = { project: process.cwd(), architecture: 'amd64' } as const;
const versions = { k3os: 'v0.2.0', k3s: 'v1.36.2+k3s1', kernel: '6.12.0-1-amd64' };

/** A few hundred kilobytes instead of as many megabytes, no two blocks alike. */
function bytes(count: number, seed: number): Buffer {
  return Buffer.from(
    Array.from({ length: count }, (_, index) => (index * 31 + seed + (index >> 8)) % 251),
  );
}

const contents = {
  k3os: { 'k3os.squashfs': bytes(900_001, 1) },
  k3s: { k3s: bytes(300_000, 2) },
  kernel: {
    vmlinuz: bytes(500_000, 3),
    initrd: bytes(700_123, 4),
    'kernel.squashfs': bytes(200_000, 5),
  },
};

/**
 * An image of such a folder, with its boot loader in the system image. Of the file systems that a node may find on a medium
 * this is one that every machine can mount which builds images.
 */
export async function installImage(): Promise<{ readonly file: string; readonly sha256: string }> {
  const { folder, manifest } = installMedium();
  const { path } = tempRoot();
  const tree = join(path, 'tree');
  await makeBootLoader(join(tree, bootLoaderFolder), loaderOptions);
  const { version, files } = manifest.components.k3os;
  const system = join(folder, mediumPlaces.file('k3os', version, 'k3os.squashfs'));
  await squash(tree, system);
  files['k3os.squashfs'] = described(readFileSync(system));
  writeFileSync(join(folder, mediumPlaces.manifest), JSON.stringify(manifest));

  const file = join(path, 'k3os.iso');
  await squash(folder, file);
  return { file, sha256: digest(readFileSync(file)) };
}

/** The same as an ISO that does not boot. */
export async function installIso(): Promise<string> {
  const { file } = await installImage();
  const { path } = tempRoot();
  await runTool(['unsquashfs', '-no-progress', '-quiet', '-dest', join(path, 'tree'), file]);
  const iso = join(path, 'k3os.iso');
  await runTool([
    'xorriso',
    '-as',
    'mkisofs',
    '-quiet',
    '-R',
    '-V',
    'K3OS',
    '-o',
    iso,
    join(path, 'tree'),
  ]);
  return iso;
}

async function squash(folder: string, file: string): Promise<void> {
  rmSync(file, { force: true });
  await runTool(['mksquashfs', folder, file, '-quiet', '-no-progress', '-comp', 'zstd']);
}

const described = (content: Buffer) => ({ size: content.length, sha256: digest(content) });

/** A folder as an ISO is when it is mounted. */
export function installMedium(): { readonly folder: string; readonly manifest: Manifest } {
  const folder = tempRoot().path;
  const components = Object.fromEntries(
    Object.entries(contents).map(([name, files]) => {
      const version = versions[name as keyof typeof versions];
      const entries = Object.entries(files).map(([file, content]) => {
        const path = join(folder, mediumPlaces.file(name as 'k3os', version, file));
        mkdirSync(join(path, '..'), { recursive: true });
        writeFileSync(path, content);
        return [file, described(content)];
      });
      return [name, { version, files: Object.fromEntries(entries) }];
    }),
  ) as Manifest['components'];
  const manifest: Manifest = {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    components,
  };
  writeFileSync(join(folder, mediumPlaces.manifest), JSON.stringify(manifest));
  return { folder, manifest };
}

/** As an image has it; needs GRUB's tools. */
export async function bootLoader(): Promise<string> {
  const { path } = tempRoot();
  await makeBootLoader(path, loaderOptions);
  return path;
}
