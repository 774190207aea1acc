import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { project } from '../../../../src/dev/build.ts';
import { packageStatus } from '../../../../src/image/debian/package-record.ts';
import type { SbomInput } from '../../../../src/image/sbom/sbom.ts';
import { readSbomInput } from '../../../../src/image/sbom/sbom-sources.ts';
import { buildBase } from '../../../../src/image/system/rootfs.ts';
import { tempRoot } from '../../../support/temp-root.ts';

/** As the kernel's stage records it: what was asked for, and what that depends on. */
const kernelStatus = (busybox: string) =>
  [
    'Package: linux-image-6.12.107+deb13-amd64\nVersion: 6.12.107-1\nArchitecture: amd64\nSource: linux-signed-amd64 (6.12.107+1)',
    'Package: linux-image-amd64\nVersion: 6.12.107-1\nArchitecture: amd64',
    'Package: libc6\nVersion: 2.41-12\nArchitecture: amd64\nSource: glibc',
    busybox,
  ].join('\n\n');

const copyright = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: many
License: GPL-2 with Linux-syscall-note exception
`;

describe('what an image is made of', () => {
  let base: string;
  let input: SbomInput;

  // The packages of the system are fetched when the cache does not have them.
  beforeAll(async () => {
    base = await buildBase({ project });
    const kernel = tempRoot({
      '/dpkg-status': kernelStatus(paragraphOf('busybox-static')),
      '/doc/linux-image-6.12.107+deb13-amd64/copyright': copyright,
    });
    const k3s = { path: tempRoot({ '/k3s': 'abc' }).at('/k3s'), version: 'v1.36.2+k3s1' };
    input = await readSbomInput({
      ...{ project, base, kernel: kernel.path, k3s },
      ...{ version: 'v1.0.0', architecture: 'amd64', epoch: 0 },
    });
  }, 600_000);

  /** Of the system's packages. */
  function paragraphOf(name: string): string {
    const paragraphs = readFileSync(join(base, packageStatus), 'utf8').split('\n\n');
    return paragraphs.find((each) => each.startsWith(`Package: ${name}\n`)) ?? '';
  }

  const named = (name: string) => input.debian.filter((each) => each.name === name);

  it('are packages with what they are built from and their licences', () => {
    expect(named('openssh-server')).toMatchObject([{ source: 'openssh' }]);
    expect(named('openrc')[0]?.licence).toContain('GPL-2.0-or-later');
    expect(input.debian.filter(({ licence }) => licence).length).toBeGreaterThan(100);
  });

  it('are no packages of which pruning has left nothing', () => {
    for (const gone of ['perl-base', 'debconf', 'adduser']) {
      expect(named(gone)).toEqual([]);
    }
    expect(readFileSync(join(base, 'usr/share/packages.txt'), 'utf8')).not.toContain('perl-base');
  });

  it('are the kernel and its shell, but not what was unpacked along with them', () => {
    expect(named('linux-image-6.12.107+deb13-amd64')).toMatchObject([
      {
        source: 'linux-signed-amd64',
        licence: 'GPL-2.0-only WITH Linux-syscall-note',
      },
    ]);
    expect(named('busybox-static')).toHaveLength(1);
    expect(named('linux-image-amd64')).toEqual([]);
    expect(named('libc6')).toHaveLength(1);
  });

  it('are k3s by its digest, and the Node of this project', () => {
    expect(input.k3s).toEqual({
      version: 'v1.36.2+k3s1',
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
    expect(`v${input.node}`).toBe(process.version);
  });

  it('is recorded beside the system, which has no database of packages', () => {
    expect(readdirSync(base)).toContain(packageStatus);
    expect(readdirSync(join(base, 'usr/lib'))).not.toContain('dpkg');
  });
});
