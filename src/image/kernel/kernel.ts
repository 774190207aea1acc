import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OperationError } from '../../errors.ts';
import { hashOf, type Stage } from '../build/cache.ts';
import { runTool } from '../build/run-tool.ts';
import { release } from '../debian/debian.ts';
import { parseList } from '../debian/package-list.ts';
import { unpackDebian } from '../debian/unpack-debian.ts';
import { isInImage } from './kernel-packages.ts';

const recipe = 4;

export interface KernelOptions {
  /** The project's folder. */
  readonly project: string;
  readonly architecture: string;
  readonly progress: (line: string) => void;
}

/** What is in the folder of the kernel stage. */
export const kernelFiles = {
  vmlinuz: 'vmlinuz',
  config: 'config',
  /** `6.12.117+deb13-amd64` */
  version: 'version',
  busybox: 'busybox',
  e2fsck: 'e2fsck',
  packages: 'dpkg-status',
  /** `PACKAGE/copyright` */
  doc: 'doc',
  /** `lib/modules` and `lib/firmware` of a node, and the licences of both in `usr/share/doc`. */
  tree: 'tree',
} as const;

/** Debian's kernel with all modules and firmware that an image may carry, ready to be cut up into file systems. */
export function kernelStage({ project, architecture, progress }: KernelOptions): Stage {
  const list = (name: string) =>
    parseList(readFileSync(join(project, 'config/packages', name), 'utf8'));
  const packages = list('kernel.txt');
  const prune = list('kernel-prune.txt');

  return {
    name: 'kernel',
    key: hashOf([String(recipe), release, architecture, ...packages, '', ...prune]),
    async build(folder) {
      progress(`fetching the Debian ${release} kernel and firmware`);
      const unpacked = join(folder, 'unpacked');
      mkdirSync(unpacked);
      await unpackDebian({
        folder: unpacked,
        packages: packages.map((name) => name.replace(/-amd64$/, `-${architecture}`)),
        architecture,
        components: ['main', 'non-free-firmware'],
        words: [
          '--variant=extract',
          '--dpkgopt=path-exclude=/usr/share/*',
          '--dpkgopt=path-include=/usr/share/doc/*/copyright',
          recordHook,
        ],
        progress,
      });
      await sortUnpacked(unpacked, folder, { packages, prune });
      rmSync(unpacked, { recursive: true });
    },
  };
}

/** A stanza for each package: nothing is installed, so there is no database of packages. */
const recordHook = `--extract-hook=for deb in "$1"/var/cache/apt/archives/*.deb; do dpkg-deb --field "$deb"; echo; done >"$1/${kernelFiles.packages}"`;

/** From a folder with the files of packages to one with what an image is made of. */
export async function sortUnpacked(
  unpacked: string,
  folder: string,
  { packages, prune }: { readonly packages: readonly string[]; readonly prune: readonly string[] },
): Promise<void> {
  const version = kernelVersion(unpacked);
  writeFileSync(join(folder, kernelFiles.version), `${version}\n`);
  renameSync(join(unpacked, `boot/vmlinuz-${version}`), join(folder, kernelFiles.vmlinuz));
  renameSync(join(unpacked, `boot/config-${version}`), join(folder, kernelFiles.config));
  cpSync(join(unpacked, 'usr/bin/busybox'), join(folder, kernelFiles.busybox));
  cpSync(join(unpacked, 'usr/sbin/e2fsck.static'), join(folder, kernelFiles.e2fsck));
  renameSync(join(unpacked, kernelFiles.packages), join(folder, kernelFiles.packages));
  renameSync(join(unpacked, 'usr/share/doc'), join(folder, kernelFiles.doc));

  const lib = join(folder, kernelFiles.tree, 'lib');
  mkdirSync(lib, { recursive: true });
  for (const part of ['modules', 'firmware']) {
    renameSync(join(unpacked, 'usr/lib', part), join(lib, part));
  }
  for (const pattern of prune) {
    const inside = pattern.replace(/^MODULES\//, `modules/${version}/kernel/`);
    for (const match of globSync(inside, { cwd: lib })) {
      rmSync(join(lib, match), { recursive: true });
    }
  }
  await decompressModules(join(lib, 'modules', version));
  await runTool(['depmod', '--basedir', dirname(lib), version]);
  removeDangling(join(lib, 'firmware'));
  // Where `k3os image check-kernel` looks for it on a node.
  cpSync(join(folder, kernelFiles.config), join(lib, 'modules', version, 'config'));
  addLicences(folder, packages);
}

/** Firmware may be handed on with its licences only. */
function addLicences(folder: string, packages: readonly string[]): void {
  const doc = join(folder, kernelFiles.doc);
  for (const name of readdirSync(doc).filter((each) => isInImage(each, packages))) {
    cpSync(join(doc, name), join(folder, kernelFiles.tree, 'usr/share/doc', name), {
      recursive: true,
    });
  }
}

function kernelVersion(unpacked: string): string {
  const [kernel, ...more] = readdirSync(join(unpacked, 'boot')).filter((name) =>
    name.startsWith('vmlinuz-'),
  );
  if (kernel === undefined || more.length > 0) {
    throw new OperationError('config/packages/kernel.txt must name exactly one kernel');
  }
  return kernel.slice('vmlinuz-'.length);
}

/** A file system compresses them better together than one by one, and busybox takes them as they are. */
async function decompressModules(folder: string): Promise<void> {
  const compressed = globSync('**/*.ko.xz', { cwd: folder }).sort();
  for (let from = 0; from < compressed.length; from += 500) {
    await runTool([
      'unxz',
      ...compressed.slice(from, from + 500).map((path) => join(folder, path)),
    ]);
  }
  for (const leftover of ['build', 'source']) {
    rmSync(join(folder, leftover), { force: true });
  }
}

/** Links whose target was pruned. */
function removeDangling(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink() && !existsSync(path)) {
      rmSync(path);
    }
  }
}

/** What the kernel calls itself. */
export function versionOf(kernel: string): string {
  return readFileSync(join(kernel, kernelFiles.version), 'utf8').trim();
}

/** Names of all modules, as in `modprobe NAME`. */
export function moduleNames(kernel: string): string[] {
  const folder = join(kernel, kernelFiles.tree, 'lib/modules', versionOf(kernel));
  return globSync('**/*.ko', { cwd: folder })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => basename(path, '.ko').replaceAll('-', '_'));
}
