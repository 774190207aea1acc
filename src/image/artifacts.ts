import { copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cached, hashOf } from './cache.ts';
import { sha256OfFile } from './file-digest.ts';
import { finishedFile } from './finished-file.ts';
import type { Image } from './image.ts';
import { runTool } from './run-tool.ts';
import type { Epoch } from './squashfs.ts';

/** Names of the files of a release, k3OS's. */
export function artifactNames(architecture: string) {
  return {
    iso: `k3os-${architecture}.iso`,
    vmlinuz: `k3os-vmlinuz-${architecture}`,
    initrd: `k3os-initrd-${architecture}`,
    kernelSquashfs: `k3os-kernel-${architecture}.squashfs`,
    kernelVersion: `k3os-kernel-version-${architecture}`,
    rootfs: `k3os-rootfs-${architecture}.tar.gz`,
    sbom: `k3os-${architecture}.spdx.json`,
    checksums: `sha256sum-${architecture}.txt`,
  } as const;
}

export interface Publication {
  readonly image: Image;
  readonly architecture: string;
  /** Where the files go. */
  readonly folder: string;
  readonly cache: string;
  readonly epoch: Epoch;
  /** A configuration is baked in: its secrets are for nobody else on this machine. */
  readonly secret: boolean;
  readonly progress: (line: string) => void;
}

/** Copies a finished image to its files; each is there as a whole or not at all, the list of digests comes last. */
export async function publish(publication: Publication): Promise<string[]> {
  const { image, architecture, folder, secret, progress } = publication;
  const names = artifactNames(architecture);
  mkdirSync(folder, { recursive: true });
  progress(`writing ${folder}`);
  const rootfs = await rootfsArchive(publication);
  const mode = secret ? 0o600 : 0o644;

  const sources: readonly (readonly [name: string, file: string, mode: number])[] = [
    [names.iso, image.iso, mode],
    [names.initrd, image.initrd, mode],
    [names.vmlinuz, image.vmlinuz, 0o644],
    [names.kernelSquashfs, image.kernelSquashfs, 0o644],
    [names.rootfs, rootfs, 0o644],
    [names.sbom, image.sbom, 0o644],
  ];
  for (const [name, source, permissions] of sources) {
    await finishedFile(join(folder, name), async (unfinished) => {
      copyFileSync(source, unfinished);
      return { mode: permissions };
    });
  }
  writeFileSync(join(folder, names.kernelVersion), `${image.kernelVersion}\n`);

  const files = [...sources.map(([name]) => name), names.kernelVersion].sort();
  const sums: string[] = [];
  for (const name of files) {
    sums.push(`${await sha256OfFile(join(folder, name))}  ${name}\n`);
  }
  writeFileSync(join(folder, names.checksums), sums.join(''));
  return [...files, names.checksums].map((name) => join(folder, name));
}

/** The whole system as one archive, for those who put it on a disk themselves. */
async function rootfsArchive({ image, cache, epoch, progress }: Publication): Promise<string> {
  const folder = await cached(cache, {
    name: 'rootfs-archive',
    key: hashOf(['1', basename(image.rootfs), String(epoch)]),
    async build(target) {
      progress('packing the root file system');
      await runTool([
        ...['tar', '--create', `--file=${join(target, 'rootfs.tar.gz')}`],
        ...['--use-compress-program=gzip --no-name -6', '--sort=name', `--mtime=@${epoch}`],
        ...['--numeric-owner', '--format=gnu', `--directory=${image.rootfs}`, '.'],
      ]);
    },
  });
  return join(folder, 'rootfs.tar.gz');
}

/** `12.3 MB  path` lines for a person. */
export function listSizes(files: readonly string[]): string[] {
  return files.map((file) => `${(statSync(file).size / 1e6).toFixed(1).padStart(7)} MB  ${file}`);
}
