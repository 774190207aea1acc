import { describe, expect, it } from 'vitest';
import {
  type Manifest,
  readSource,
  refuseTooSmall,
  sizeOf,
  verifySource,
} from '../../../../src/install/source/source.ts';
import { digest } from '../../../../src/lib/digest.ts';
import { recordingSystem } from '../../../support/recording-system.ts';

const files = {
  '/m/k3os/system/k3os/v1/k3os.squashfs': 'system',
  '/m/k3os/system/kernel/6.12/vmlinuz': 'kernel',
  '/m/k3os/system/boot/v1/boot.img': 'boot',
};
const described = (content: string) => ({ size: content.length, sha256: digest(content) });
const manifest: Manifest = {
  architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
  components: {
    k3os: { version: 'v1', files: { 'k3os.squashfs': described('system') } },
    kernel: { version: '6.12', files: { vmlinuz: described('kernel') } },
    boot: { version: 'v1', files: { 'boot.img': described('boot') } },
  },
};
const medium = { folder: '/m', name: 'the medium' };

function read(changes: Record<string, string | undefined> = {}) {
  const all = { ...files, '/m/k3os/system/manifest.json': JSON.stringify(manifest), ...changes };
  const present = Object.entries(all).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const system = recordingSystem({ files: Object.fromEntries(present) });
  const source = readSource(system, medium);
  verifySource(system, source);
  return source;
}

describe('what a medium has to install', () => {
  it('is told by its manifest', () => {
    const source = read();

    expect(source).toMatchObject({
      origin: 'k3os v1 from the medium',
      bootLoader: '/m/k3os/system/boot/v1',
      paths: { kernel: { vmlinuz: '/m/k3os/system/kernel/6.12/vmlinuz' }, k3s: {} },
    });
    expect(Object.keys(source.components).sort()).toEqual(['k3os', 'kernel']);
    expect(sizeOf(source)).toBe(12);
  });

  it.each([
    {
      flaw: 'has no manifest',
      changes: { '/m/k3os/system/manifest.json': undefined },
      says: /the medium has nothing to install: it has no k3os\/system\/manifest\.json/,
    },
    {
      flaw: 'has half a manifest',
      changes: { '/m/k3os/system/manifest.json': '{"archi' },
      says: /manifest\.json is damaged/,
    },
    {
      flaw: 'is for another kind of machine',
      changes: {
        '/m/k3os/system/manifest.json': JSON.stringify({
          ...manifest,
          architecture: process.arch === 'arm64' ? 'amd64' : 'arm64',
        }),
      },
      says: /is for a(rm|md)64, and this machine is/,
    },
    {
      flaw: 'lacks a file',
      changes: { '/m/k3os/system/kernel/6.12/vmlinuz': undefined },
      says: /is not complete: \/m\/k3os\/system\/kernel\/6\.12\/vmlinuz is missing/,
    },
    {
      flaw: 'has a damaged boot loader',
      changes: { '/m/k3os/system/boot/v1/boot.img': 'boat' },
      says: /boot\.img is damaged: 4 bytes of 4, sha256/,
    },
    {
      flaw: 'has a file that was cut',
      changes: { '/m/k3os/system/kernel/6.12/vmlinuz': 'ker' },
      says: /vmlinuz is damaged: 3 bytes of 6/,
    },
    {
      flaw: 'has a file with another byte',
      changes: { '/m/k3os/system/kernel/6.12/vmlinuz': 'kernem' },
      says: /vmlinuz is damaged: 6 bytes of 6, sha256/,
    },
    {
      flaw: 'names files outside of it',
      changes: {
        '/m/k3os/system/manifest.json': JSON.stringify(manifest).replace(
          '"vmlinuz"',
          '"../../etc/shadow"',
        ),
      },
      says: /manifest\.json is damaged/,
    },
  ])('is refused when it $flaw', ({ changes, says }) => {
    expect(() => read(changes)).toThrow(says);
  });

  it('is refused for a disk that has no place for a second one beside it', () => {
    const source = read();

    refuseTooSmall({ path: '/dev/vda', bytes: 4e9 }, source);
    expect(() => refuseTooSmall({ path: '/dev/vda', bytes: 9e8 }, source)).toThrow(
      '/dev/vda is too small for k3os v1 from the medium: 900 MB, and 1 GB are needed',
    );
  });
});
