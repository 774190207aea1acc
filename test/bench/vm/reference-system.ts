import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cached, cacheFolder, hashOf, type Stage } from '../../../src/image/build/cache.ts';
import { runTool } from '../../../src/image/build/run-tool.ts';
import { unpackDebian } from '../../../src/image/debian/unpack-debian.ts';
import { kernelFiles } from '../../../src/image/kernel/kernel.ts';
import { ownArchitecture } from '../../../src/lib/architecture.ts';
import type { MachineSpec } from '../../../src/vm/machine-spec.ts';
import { referenceFiles } from './reference-files.ts';
import { makeReferenceInitrd, referenceInit } from './reference-initrd.ts';
import { stubK3s } from './stub-k3s.ts';

const recipe = 1;

/** What Debian's own cloud image is made of, without what only costs time at a boot: GRUB, cron, unattended upgrades. */
const packages = [
  ...['systemd-sysv', 'systemd-resolved', 'systemd-timesyncd', 'udev', 'dbus', 'kmod', 'procps'],
  ...['cloud-init', 'cloud-guest-utils', 'e2fsprogs', 'openssh-server', 'sudo', 'ca-certificates'],
  ...['curl', 'iproute2', 'iptables'],
];

const files = { disk: 'disk.img', initrd: 'initrd' };

interface ReferenceOptions {
  /** Folder of the kernel stage: the same kernel and modules. */
  readonly kernel: string;
  readonly say: (line: string) => void;
}

/** The file system of Debian alone, to be copied. */
export async function referenceDisk(kernel: string, say: ReferenceOptions['say']): Promise<string> {
  return join(await cached(cacheFolder(), referenceStage({ kernel, say })), files.disk);
}

/** The machine to compare with: all but kernel, initrd and disk is the caller's. */
export async function referenceMachine(
  options: ReferenceOptions,
): Promise<Pick<MachineSpec, 'kernel' | 'words'>> {
  const folder = await cached(cacheFolder(), referenceStage(options));
  const disk = join(folder, files.disk);
  return {
    kernel: {
      image: join(options.kernel, kernelFiles.vmlinuz),
      initrd: join(folder, files.initrd),
      append: '',
    },
    // Every boot is its first: what it writes is forgotten.
    words: [
      ...['-drive', `if=none,id=system,format=raw,snapshot=on,file=${disk}`],
      ...['-device', 'virtio-blk-pci,drive=system'],
    ],
  };
}

/**
 * Debian with systemd and cloud-init on a disk. Made to be as quick as it can be: a plain ext4 file system on a virtio disk, an
 * initrd that does nothing but mount it, no search for a cloud, no package that is not needed.
 */
function referenceStage({ kernel, say }: ReferenceOptions): Stage {
  return {
    name: 'bench-reference',
    key: hashOf([
      ...[String(recipe), basename(kernel), stubK3s, referenceInit],
      ...[...packages, JSON.stringify(referenceFiles)],
    ]),
    async build(folder) {
      say('making the Debian system to compare with');
      const root = join(folder, 'root');
      mkdirSync(root);
      await install(root, say);
      addFiles(root, { ...referenceFiles, '/usr/local/bin/k3s': stubK3s });
      const modules = join(kernel, kernelFiles.tree, 'lib/modules');
      await runTool(['cp', '-a', modules, join(root, 'usr/lib/')]);
      await makeDisk(root, join(folder, files.disk));
      rmSync(root, { recursive: true });
      await makeReferenceInitrd(join(folder, files.initrd), kernel);
    },
  };
}

async function install(root: string, progress: (line: string) => void): Promise<void> {
  const enable = 'chroot "$1" systemctl enable systemd-networkd systemd-resolved';
  await unpackDebian({
    folder: root,
    packages,
    architecture: ownArchitecture,
    components: ['main'],
    words: ['--variant=essential', `--customize-hook=${enable}`],
    progress,
  });
}

function addFiles(root: string, contents: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  chmodSync(join(root, 'usr/local/bin/k3s'), 0o755);
}

async function makeDisk(root: string, file: string): Promise<void> {
  // Made at the first boot, as on our side.
  await runTool(['find', join(root, 'etc/ssh'), '-name', 'ssh_host_*', '-delete']);
  // Left for later, the kernel would do this beside the boot.
  const ready = 'lazy_itable_init=0,lazy_journal_init=0';
  await runTool(['mke2fs', '-q', '-t', 'ext4', '-E', ready, '-d', root, file, '2G']);
}
