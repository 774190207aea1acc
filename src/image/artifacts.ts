import { constants, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256OfFile } from './build/file-digest.ts';
import { finishedFile } from './build/finished-file.ts';
import { together } from './build/together.ts';
import type { Image } from './image.ts';

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
  /** The whole system, packed. */
  readonly archive: string;
  readonly architecture: string;
  /** Where the files go. */
  readonly folder: string;
  /** A configuration is baked in: its secrets are for nobody else on this machine. */
  readonly secret: boolean;
  readonly progress: (line: string) => void;
}

/** Copies a finished image to its files; each is there as a whole or not at all, the list of digests comes last. */
export async function publish(publication: Publication): Promise<string[]> {
  const { image, archive, architecture, folder, secret, progress } = publication;
  const names = artifactNames(architecture);
  mkdirSync(folder, { recursive: true });
  progress(`writing ${folder}`);
  const mode = secret ? 0o600 : 0o644;

  const sources: readonly (readonly [name: string, file: string, mode: number])[] = [
    [names.iso, image.iso, mode],
    [names.initrd, image.initrd, mode],
    [names.vmlinuz, image.vmlinuz, 0o644],
    [names.kernelSquashfs, image.kernelSquashfs, 0o644],
    [names.rootfs, archive, 0o644],
    [names.sbom, image.sbom, 0o644],
  ];
  await together(
    sources.map(([name, source, permissions]) =>
      finishedFile(join(folder, name), async (unfinished) => {
        await copyFile(source, unfinished, constants.COPYFILE_FICLONE);
        return { mode: permissions };
      }),
    ),
  );
  writeFileSync(join(folder, names.kernelVersion), `${image.kernelVersion}\n`);

  const files = [...sources.map(([name]) => name), names.kernelVersion].sort();
  const sums = await together(
    files.map(async (name) => `${await sha256OfFile(join(folder, name))}  ${name}\n`),
  );
  writeFileSync(join(folder, names.checksums), sums.join(''));
  return [...files, names.checksums].map((name) => join(folder, name));
}

/** `12.3 MB  path` lines for a person. */
export function listSizes(files: readonly string[]): string[] {
  return files.map((file) => `${(statSync(file).size / 1e6).toFixed(1).padStart(7)} MB  ${file}`);
}
