import { describe, expect, it } from 'vitest';
import { findSource } from '../../../../src/install/source/find-source.ts';
import type { Manifest } from '../../../../src/install/source/source.ts';
import { digest } from '../../../../src/lib/digest.ts';
import type { MemoryTree } from '../../../support/memory-files.ts';
import { type RecordingSystem, recordingSystem } from '../../../support/recording-system.ts';

const iso = 'content of the ISO';
const url = 'https://r/v1/k3os-amd64.iso';
const list = `https://r/v1/sha256sum-${process.arch === 'arm64' ? 'arm64' : 'amd64'}.txt`;
const component = (version: string, file: string) => ({
  version,
  files: { [file]: { size: 1, sha256: digest('x') } },
});
const manifest: Manifest = {
  architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
  components: {
    k3os: component('v1', 'k3os.squashfs'),
    kernel: component('6.12', 'vmlinuz'),
    boot: component('v1', 'boot.img'),
  },
};

function medium(folder: string): MemoryTree {
  return {
    [`${folder}/k3os/system/manifest.json`]: JSON.stringify(manifest),
    [`${folder}/k3os/system/k3os/v1/k3os.squashfs`]: 'x',
    [`${folder}/k3os/system/kernel/6.12/vmlinuz`]: 'x',
    [`${folder}/k3os/system/boot/v1/boot.img`]: 'x',
  };
}

/** A stick with the ISO, and its partition for Macs. */
const media = JSON.stringify({
  blockdevices: [
    { path: '/dev/sda1', fstype: 'ext4', label: 'K3OS' },
    { path: '/dev/sdb1', fstype: 'iso9660', label: 'K3OS' },
    { path: '/dev/sdb2', fstype: 'hfsplus', label: 'K3OS' },
    { path: '/dev/sdb', fstype: 'iso9660', label: 'K3OS' },
  ],
});

const work = '/var/tmp/k3os-install';

/** curl and mount do what they are told. */
function machine(web: Record<string, string>, files: MemoryTree = {}): RecordingSystem {
  const fill = (tree: MemoryTree) => {
    for (const [path, content] of Object.entries(tree)) {
      system.files.writeAtomically(path, content as string, { mode: 0o644 });
    }
    return { status: 0 };
  };
  const system: RecordingSystem = recordingSystem({
    files,
    web,
    programs: {
      curl: (argv) => fill({ [argv[argv.indexOf('--output') + 1] ?? '']: iso }),
      mount: (argv) => (argv.at(-1) === `${work}/medium` ? fill(medium(`${work}/medium`)) : {}),
      umount: {},
      lsblk: { stdout: media },
    },
  });
  return system;
}

async function find(isoUrl: string | undefined, system: RecordingSystem) {
  const reasons = (error: Error): string =>
    error.cause instanceof Error ? `${error.message}: ${reasons(error.cause)}` : error.message;
  const found = await findSource(system, { isoUrl }).catch(reasons);
  return typeof found === 'string' ? { error: found } : found;
}

describe('what to install from', () => {
  it('is the medium that the node was started from', async () => {
    const found = await find(undefined, machine({}, medium('/run/k3os/iso')));

    expect(found).toMatchObject({
      source: {
        origin: 'k3os v1 from the boot medium',
        bootLoader: '/run/k3os/iso/k3os/system/boot/v1',
      },
      warnings: [],
    });
  });

  it('is that medium also when it is not mounted any more', async () => {
    const system = machine({}, { '/proc/cmdline': 'k3os.medium=K3OS k3os.mode=install' });

    expect(await find(undefined, system)).toMatchObject({
      source: { origin: 'k3os v1 from the boot medium' },
    });
    expect(system.effects).toContainEqual({
      did: 'exec',
      argv: ['mount', '-o', 'ro,nosuid,nodev,noexec', '/dev/sdb', `${work}/medium`],
    });
  });

  it.each([
    { with: 'the digest in its URL', isoUrl: `${url}#${digest(iso)}`, web: {} },
    {
      with: 'the digests beside it',
      isoUrl: url,
      web: { [list]: `${digest(iso)}  k3os-amd64.iso\n` },
    },
    {
      with: 'digests of binary files',
      isoUrl: url,
      web: { [list]: `${digest('a')} *other\n${digest(iso)} *k3os-amd64.iso\n` },
    },
  ])('is the ISO that is named, checked with $with', async ({ isoUrl, web }) => {
    expect(await find(isoUrl, machine(web))).toMatchObject({
      source: {
        origin: `k3os v1 from ${url}`,
        bootLoader: `${work}/medium/k3os/system/boot/v1`,
      },
      warnings: [],
    });
  });

  it('is doubtful over http without a digest', async () => {
    const [plain, plainList] = [url, list].map((each) => each.replace('https', 'http')) as [
      string,
      string,
    ];
    const system = machine({ [plainList]: `${digest(iso)}  k3os-amd64.iso\n` });

    expect(await find(plain, system)).toMatchObject({
      warnings: [expect.stringMatching(/ANYBODY ON THE NETWORK CAN CHANGE IT/)],
    });
  });

  it.each([
    {
      flaw: 'it is another one',
      isoUrl: `${url}#${'0'.repeat(64)}`,
      web: {},
      says: /k3os-amd64\.iso: sha256 is [0-9a-f]{64}, not 0{64}: fetch it again/,
    },
    {
      flaw: 'its digest is not in the list',
      isoUrl: url,
      web: { [list]: `${digest(iso)}  other.iso\n` },
      says: /has no digest for k3os-amd64\.iso: give it as URL#SHA256/,
    },
    {
      flaw: 'there is no list',
      isoUrl: url,
      web: {},
      says: /no digest is known for .*k3os-amd64\.iso: give it as URL#SHA256: .*ECONNREFUSED/,
    },
    {
      flaw: 'the node has none and none is named',
      isoUrl: undefined,
      web: {},
      says: /not started from a k3os medium, or it is gone; give the URL or path of an ISO \(--iso, k3os\.install\.iso_url\)/,
    },
  ])('is refused when $flaw, with nothing left behind', async ({ isoUrl, web, says }) => {
    const system = machine(web);

    expect(await find(isoUrl, system)).toEqual({ error: expect.stringMatching(says) });
    expect(system.files.status(work)).toBeUndefined();
  });

  it('is taken away afterwards', async () => {
    const system = machine({});
    const found = await find(`${url}#${digest(iso)}`, system);

    await ('release' in found ? found.release() : undefined);

    expect(system.files.status(work)).toBeUndefined();
  });
});
