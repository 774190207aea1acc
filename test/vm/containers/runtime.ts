import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf, type Stage } from '../../../src/image/build/cache.ts';
import { runTool } from '../../../src/image/build/run-tool.ts';
import { release } from '../../../src/image/debian/debian.ts';
import { parseList } from '../../../src/image/debian/package-list.ts';
import { unpackDebian } from '../../../src/image/debian/unpack-debian.ts';

/** Bump when the way of building changes. */
const recipe = 1;

/** Of the script in front of the archive, filled up with empty lines. */
const headerBytes = 4096;

const librariesOf: Readonly<Record<string, string>> = {
  amd64: 'usr/lib/x86_64-linux-gnu',
  arm64: 'usr/lib/aarch64-linux-gnu',
};

/** Path in the archive → where Debian has it. */
const parts: Readonly<Record<string, string>> = {
  'bin/containerd': 'usr/bin/containerd',
  'bin/containerd-shim-runc-v2': 'usr/bin/containerd-shim-runc-v2',
  'bin/ctr': 'usr/bin/ctr',
  'bin/ipset': 'usr/sbin/ipset',
  'bin/runc': 'usr/sbin/runc',
  'cni/bandwidth': 'usr/lib/cni/bandwidth',
  'cni/bridge': 'usr/lib/cni/bridge',
  'cni/host-local': 'usr/lib/cni/host-local',
  'cni/portmap': 'usr/lib/cni/portmap',
  // Only Debian's programs need them: k3s's own are linked statically.
  'lib/libipset.so.13': '@LIBRARIES@/libipset.so.13',
  'lib/libseccomp.so.2': '@LIBRARIES@/libseccomp.so.2',
};

export interface RuntimeOptions {
  readonly architecture: string;
  /** Of the k3s whose place it takes. */
  readonly version: string;
  readonly progress: (line: string) => void;
}

/** A program `k3s` that is containerd, runc, CNI plug-ins and ipset of Debian, without Kubernetes. */
export function runtimeStage({ architecture, version, progress }: RuntimeOptions): Stage {
  const packages = parseList(ownFile('packages.txt'));
  const script = ownFile('k3s.sh').replaceAll('@VERSION@', version);
  const settings = ownFile('containerd.toml');

  return {
    name: 'container-runtime',
    key: hashOf([
      ...[String(recipe), release, architecture, JSON.stringify(parts)],
      ...[script, settings, ...packages],
    ]),
    async build(folder) {
      progress(`fetching ${packages.join(', ')} of Debian ${release}`);
      const unpacked = join(folder, 'unpacked');
      mkdirSync(unpacked);
      await unpackDebian({
        folder: unpacked,
        packages,
        architecture,
        components: ['main'],
        words: ['--variant=extract', '--dpkgopt=path-exclude=/usr/share/*'],
        progress,
      });
      const tree = join(folder, 'tree');
      copyParts(unpacked, tree, librariesOf[architecture] ?? '');
      mkdirSync(join(tree, 'etc'));
      writeFileSync(join(tree, 'etc/containerd.toml'), settings);
      const program = join(folder, 'k3s');
      writeFileSync(program, header(script), { mode: 0o755 });
      await runTool(['sh', '-ec', 'tar --create --owner=0 --group=0 . >>"$1"', 'sh', program], {
        cwd: tree,
      });
      rmSync(unpacked, { recursive: true });
      rmSync(tree, { recursive: true });
    },
  };
}

function copyParts(unpacked: string, tree: string, libraries: string): void {
  for (const [path, source] of Object.entries(parts)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    copyFileSync(join(unpacked, source.replace('@LIBRARIES@', libraries)), join(tree, path));
  }
}

function header(script: string): string {
  return script.replaceAll('@PAYLOAD@', String(headerBytes + 1)).padEnd(headerBytes, '\n');
}

function ownFile(name: string): string {
  return readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');
}
