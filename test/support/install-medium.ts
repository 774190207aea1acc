import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runTool } from '../../src/image/build/run-tool.ts';
import { makeBootLoader } from '../../src/image/disk/boot-loader.ts';
import { makeIso } from '../../src/image/media/iso.ts';
import { digest } from '../../src/lib/digest.ts';
import { tempRoot } from './temp-root.ts';

/** A few hundred kilobytes instead of as many megabytes, no two blocks alike. */
export function bytes(count: number, seed: number): Buffer {
  return Buffer.from(
    Array.from({ length: count }, (_, index) => (index * 31 + seed + (index >> 8)) % 251),
  );
}

const contents = {
  k3os: { version: 'v0.2.0', files: { 'k3os.squashfs': bytes(900_001, 1) } },
  k3s: { version: 'v1.36.2+k3s1', files: { 'k3s.squashfs': bytes(300_000, 2) } },
  kernel: {
    version: '6.12.0-1-amd64',
    files: {
      vmlinuz: bytes(500_000, 3),
      initrd: bytes(700_123, 4),
      'kernel.squashfs': bytes(200_000, 5),
    },
  },
};

/** Name to content. */
type Kernel = Readonly<Record<string, Buffer>>;

export interface InstallMedium {
  /** As the ISO is when it is mounted. */
  readonly folder: string;
  readonly iso: string;
}

/**
 * What an image build makes, with a true boot loader and hardly anything else. Needs GRUB's tools.
 * @param kernel in the place of files that cannot be started
 */
export async function installMedium(kernel: Kernel = {}): Promise<InstallMedium> {
  const { path } = tempRoot();
  const project = process.cwd();
  const boot = await makeBootLoader(join(path, 'boot'), { project, architecture: 'amd64' });
  const components = Object.entries(contents).map(([name, { version, files }]) => {
    const written = Object.entries(files).map(([file, content]) => [
      file,
      place(join(path, name, file), kernel[file] ?? content),
    ]);
    return [name, { version, files: Object.fromEntries(written) }];
  });
  const [folder, iso] = [join(path, 'tree'), join(path, 'k3os.iso')];
  await makeIso(folder, iso, {
    components: { ...Object.fromEntries(components), boot: { version: 'v0.2.0', files: boot } },
    ...{ architecture: 'amd64', menu: '', config: undefined, epoch: 1_700_000_000 },
  });
  return { folder, iso };
}

function place(path: string, content: Buffer): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** The same in a file system that every machine can mount which builds images; not all can an ISO. */
export async function mountableMedium(kernel?: Kernel): Promise<{ file: string; sha256: string }> {
  const { folder } = await installMedium(kernel);
  const file = tempRoot().at('/k3os.iso');
  await runTool(['mksquashfs', folder, file, '-quiet', '-no-progress', '-comp', 'zstd']);
  return { file, sha256: digest(readFileSync(file)) };
}
