import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { renderBootScript, renderRunScript } from './node-script.ts';

export interface NodeDisk {
  readonly name: string;
  readonly folder: string;
  readonly image: string;
  readonly cgroup: string | undefined;
  /** Text of /k3os/system/config.yaml. */
  readonly config: string;
  /** The kernel's command line, `k3os.mode=local` and the like. */
  readonly cmdline: string;
  /** Further files of the persistent data, as paths on the node below /var, /home or /opt. */
  readonly files: Readonly<Record<string, string>>;
  /** Its drives: name of the device → image file of the host. */
  readonly media: Readonly<Record<string, string>>;
  readonly k3s: { readonly path: string; readonly version: string } | undefined;
}

/** Everything a node finds on its disk when it is switched on for the first time; what was there before is gone. */
export function writeDisk({
  folder,
  config,
  cmdline,
  files,
  media,
  k3s,
  cgroup,
  image,
  name,
}: NodeDisk): void {
  rmSync(folder, { recursive: true, force: true });
  const script = { folder, image, media, netns: name, cgroup };
  put(join(folder, 'system/config.yaml'), config);
  put(join(folder, 'cmdline'), `${cmdline}\n`, 0o644);
  put(join(folder, 'boot.sh'), renderBootScript(script));
  put(join(folder, 'run.sh'), renderRunScript(script));
  for (const [path, content] of Object.entries(files)) {
    put(join(folder, 'data', path), content);
  }
  mkdirSync(join(folder, 'system/k3s'), { recursive: true });
  // As seen on a node: everybody may look into /k3os/system and /var.
  for (const part of ['system', 'system/k3s', 'data', 'data/var', 'data/var/lib']) {
    mkdirSync(join(folder, part), { recursive: true });
    chmodSync(join(folder, part), 0o755);
  }
  if (k3s !== undefined) {
    addK3s(join(folder, 'system/k3s'), k3s);
  }
}

function addK3s(folder: string, { path, version }: { path: string; version: string }): void {
  const target = join(folder, version, 'k3s');
  mkdirSync(dirname(target), { mode: 0o755 });
  try {
    linkSync(path, target);
  } catch {
    // Another file system.
    copyFileSync(path, target);
  }
  symlinkSync(version, join(folder, 'current'));
}

/** @param path on the host */
export function put(path: string, content: string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  writeFileSync(path, content, { mode });
}
