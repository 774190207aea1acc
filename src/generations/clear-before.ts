import { must } from '../effects/must.ts';
import type { System } from '../effects/system.ts';
import { settle } from './freeze.ts';
import { beforeMark, besideFolder, systemFolder } from './places.ts';
import { readBootState } from './read-generations.ts';
import { withStatePartition } from './state-partition.ts';

/** From now on the other system is not whole any more. */
const clearingMark = `${beforeMark}.clearing`;
const stateLabel = 'K3OS_STATE';

/** At the top of the file system, and in its /boot: ours, and what the boot loader of the other system needs to get to us. */
const kept = ['k3os', 'boot', 'lost+found'];
const keptInBoot = ['grub', 'grub2', 'efi'];

/** As many small files as a whole system has, on a slow disk. */
const slow = 30 * 60_000;

/**
 * Once k3os has come up on the disk of another Linux: that one is removed, as k3OS did, and the disk gets the label of a node's.
 * Whatever a cut leaves is removed after the next start that is good. Answers whether there was something to do.
 */
export async function clearBefore(system: System): Promise<boolean> {
  const has = (name: string) => system.files.status(`${systemFolder}/${name}`) !== undefined;
  if (!has(beforeMark) && !has(clearingMark)) {
    return false;
  }
  return withStatePartition(system, async (folder, { top, device }) => {
    const { files } = system;
    const { state } = readBootState({ system, folder, boot: `${folder}/${besideFolder}` });
    if (state.good === undefined) {
      // Somebody has given k3os up meanwhile: the other system is what starts next.
      return false;
    }
    const clearing = `${folder}/${clearingMark}`;
    if (files.status(`${folder}/${beforeMark}`) !== undefined) {
      files.rename(`${folder}/${beforeMark}`, clearing);
    }
    // The boot loader must not go back to what is being removed.
    await settle(system, folder);
    await must(system, ['tune2fs', '-L', stateLabel, device]);
    const doomed = [
      ...others(system, top, kept),
      ...others(system, `${top}/boot`, keptInBoot).filter((path) => !isFolder(system, path)),
    ];
    if (doomed.length > 0) {
      await must(system, ['rm', '-rf', '--one-file-system', ...doomed], { timeoutMs: slow });
    }
    files.remove(clearing);
    return true;
  });
}

function others({ files }: System, folder: string, names: readonly string[]): string[] {
  return (files.list(folder) ?? [])
    .filter((name) => !names.includes(name))
    .map((name) => `${folder}/${name}`);
}

/** Whatever else there is for a boot loader (loader, EFI, extlinux) may be what the firmware looks for. */
function isFolder({ files }: System, path: string): boolean {
  return files.status(path)?.kind === 'directory';
}
