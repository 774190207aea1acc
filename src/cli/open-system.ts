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

function isFolder({ files }: System): boolean {
  try {
    return files.list('/') !== undefined;
  } catch {
    return false;
  }
}
