import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

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

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
