import type { System } from '../../effects/system.ts';
import { OperationError } from '../../errors.ts';

/**
 * Takes a folder away that an earlier run may have left when it was killed. What is still mounted in it must not be deleted
 * with it: that may be somebody's disk.
 * @param mounts folders in it, the innermost first
 */
export async function clearWorkplace(
  system: System,
  folder: string,
  mounts: readonly string[],
): Promise<void> {
  if (system.files.status(folder) === undefined) {
    return;
  }
  for (const path of mounts) {
    await system.exec(['umount', path], { timeoutMs: 600_000 });
    const { status } = await system.exec(['mountpoint', '--quiet', path]);
    if (status === 0) {
      throw new OperationError(
        `${path} is still mounted, from an earlier run or another one: umount ${path}, and try again`,
      );
    }
  }
  system.files.remove(folder);
}
