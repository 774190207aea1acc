import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeBootLoader } from '../../src/image/boot-loader.ts';
import { type Manifest, mediumPlaces } from '../../src/install/source.ts';
import { digest } from '../../src/lib/digest.ts';
import { tempRoot } from './temp-root.ts';

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

/** A folder as an ISO is when it is mounted. */
export function installMedium(): { readonly folder: string; readonly manifest: Manifest } {
  const folder = tempRoot().path;
  const components = Object.fromEntries(
    Object.entries(contents).map(([name, files]) => {
      const version = versions[name as keyof typeof versions];
      const described = Object.entries(files).map(([file, content]) => {
        const path = join(folder, mediumPlaces.file(name as 'k3os', version, file));
        mkdirSync(join(path, '..'), { recursive: true });
        writeFileSync(path, content);
        return [file, { size: content.length, sha256: digest(content) }];
      });
      return [name, { version, files: Object.fromEntries(described) }];
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
  await makeBootLoader(path, { project: process.cwd(), architecture: 'amd64' });
  return path;
}
