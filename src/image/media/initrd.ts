import {
  chmodSync,
  copyFileSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Profile } from '../build/profile.ts';
import { runTool } from '../build/run-tool.ts';
import type { Epoch } from '../build/squashfs.ts';
import { kernelFiles, versionOf } from '../kernel/kernel.ts';
import { loadOrder, parseModulesDep } from '../kernel/module-selection.ts';

export interface InitrdParts {
  /** Folder of the scripts, as in the initrd; `init` is PID 1. */
  readonly scripts: string;
  /** Folder of the kernel stage. */
  readonly kernel: string;
  readonly profile: Profile;
  /** Path in the initrd → file. */
  readonly files: Readonly<Record<string, string>>;
  readonly epoch: Epoch;
}

/** `folder` becomes the tree of the initrd, `file` its archive. File systems in it are compressed already, it is not. */
export async function makeInitrd(folder: string, file: string, parts: InitrdParts): Promise<void> {
  for (const path of ['bin', 'dev', 'modules', 'proc', 'sys', 'system']) {
    mkdirSync(join(folder, path), { recursive: true });
  }
  addScripts(folder, parts);
  copyFileSync(join(parts.kernel, kernelFiles.busybox), join(folder, 'bin/busybox'));
  copyFileSync(join(parts.kernel, kernelFiles.e2fsck), join(folder, 'bin/e2fsck'));
  symlinkSync('busybox', join(folder, 'bin/sh'));
  for (const path of ['bin/busybox', 'bin/e2fsck']) {
    chmodSync(join(folder, path), 0o755);
  }
  addFirstModules(folder, parts);
  await makeArchive(folder, file, parts);
}

/** Linux unpacks several archives one after the other, whoever has put them together. */
export async function makeArchive(
  folder: string,
  file: string,
  { files, epoch }: Pick<InitrdParts, 'files' | 'epoch'>,
): Promise<void> {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(source, join(folder, path));
    chmodSync(join(folder, path), path.endsWith('.yaml') ? 0o600 : 0o644);
  }

  const paths = setTimes(folder, epoch);
  const archive = [
    ...['cpio', '--create', '--format=newc', '--reproducible', '--owner=0:0', '--quiet'],
    `--file=${file}`,
  ];
  await runTool(archive, { cwd: folder, input: paths.map((path) => `${path}\n`).join('') });
}

/** With the same modes whatever umask the sources were fetched under. */
function addScripts(folder: string, { scripts }: InitrdParts): void {
  const entries = readdirSync(scripts, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    const source = join(entry.parentPath, entry.name);
    const target = join(folder, relative(scripts, source));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
    chmodSync(target, statSync(source).mode & 0o111 ? 0o755 : 0o644);
  }
}

/** Those that the shell loads itself, before it can see the others; numbered in a file, because insmod knows no order. */
function addFirstModules(folder: string, { kernel, profile }: InitrdParts): void {
  const modules = join(kernel, kernelFiles.tree, 'lib/modules', versionOf(kernel));
  const dependencies = parseModulesDep(readFileSync(join(modules, 'modules.dep'), 'utf8'));
  const order = loadOrder(profile.initrdFirst, dependencies);
  for (const path of order) {
    copyFileSync(join(modules, path), join(folder, 'modules', basename(path)));
  }
  const names = order.map((path) => `${basename(path)}\n`);
  writeFileSync(join(folder, 'modules/order'), names.join(''));
}

/** All paths below the folder, sorted, every time stamp set. */
function setTimes(folder: string, epoch: Epoch): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  for (const path of ['', ...paths].reverse()) {
    lutimesSync(join(folder, path), epoch, epoch);
  }
  return paths;
}
