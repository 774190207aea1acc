import { exec } from '../effects/exec.ts';
import { realSystem } from '../effects/real-system.ts';
import type { System } from '../effects/system.ts';
import { UsageError } from '../errors.ts';

/** The system that `--root` names. @throws UsageError for none: a mistyped one must not become a new tree. */
export function openSystem(root: string): System {
  const system = realSystem(root);
  if (root !== '/' && !isFolder(system)) {
    throw new UsageError(`--root ${root}: no such folder`);
  }
  return system;
}

/** The root that this machine goes to when the initrd ends: its files and programs, on the kernel that runs. */
export function openNextRoot(root: string): System {
  return {
    ...realSystem(root),
    live: true,
    exec: (argv, options) => exec(['chroot', root, ...argv], options),
  };
}

function isFolder({ files }: System): boolean {
  try {
    return files.list('/') !== undefined;
  } catch {
    return false;
  }
}
