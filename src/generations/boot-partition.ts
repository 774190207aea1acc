import { z } from 'zod';
import { withLock } from '../effects/lock.ts';
import { whileMounted } from '../effects/mounting.ts';
import { must } from '../effects/must.ts';
import type { System } from '../effects/system.ts';
import { OperationError, reasonOf } from '../errors.ts';
import { readBooted } from './booted.ts';
import { settle } from './freeze.ts';
import { besideFolder, blockFiles, bootFolder, systemFolder } from './places.ts';
import { withStatePartition } from './state-partition.ts';

const bootLabel = 'K3OS_GRUB';
const stateLabel = 'K3OS_STATE';

/** A partition as lsblk lists it. */
const Partition = z.object({
  path: z.string(),
  label: z.string().nullable(),
  uuid: z.string().nullable(),
  /** Name of the disk it is on. */
  pkname: z.string().nullable(),
});
export type Partition = z.infer<typeof Partition>;
const Listing = z.object({ blockdevices: z.array(Partition) });

/**
 * Device of the boot partition: the one on the disk this node was started from, since another disk may have one too.
 * @throws OperationError naming what is there
 */
export function chooseBootPartition(
  partitions: readonly Partition[],
  stateUuid: string | undefined,
): string {
  const all = partitions.filter(({ label }) => label === bootLabel);
  const disks = partitions
    .filter(({ label, uuid }) =>
      stateUuid === undefined ? label === stateLabel : uuid === stateUuid,
    )
    .map(({ pkname }) => pkname);
  const beside = all.filter(({ pkname }) => disks.includes(pkname));
  const [found, ...more] = beside.length === 0 ? all : beside;
  if (found === undefined) {
    throw new OperationError(
      `no partition is labelled ${bootLabel}: this node is not installed on a disk, or the disk lost its boot partition`,
    );
  }
  if (more.length > 0) {
    const names = [found, ...more].map(({ path }) => path).join(', ');
    throw new OperationError(
      `more than one partition is labelled ${bootLabel}: ${names}; take away the disk that does not belong here`,
    );
  }
  return found.path;
}

/**
 * Runs `work` while the boot partition is mounted, and answers what it does. It is mounted no longer than that: a disk that
 * is not mounted cannot be damaged when the power fails.
 */
export async function withBootPartition<T>(
  system: System,
  access: 'read' | 'write',
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  if (hasBlock(system, bootFolder)) {
    return work(bootFolder);
  }
  const beside = `${systemFolder}/${besideFolder}`;
  if (hasBlock(system, beside)) {
    return access === 'read' ? work(beside) : changeBeside(system, work);
  }
  if (!system.live) {
    throw new OperationError(
      `${bootFolder}/${blockFiles[0]} is missing: no system was installed here`,
    );
  }
  return withLock(system, 'boot-partition', async () => {
    // Of one who was killed.
    await system.exec(['umount', mountPoint]);
    return withMount(system, access, work);
  });
}

function hasBlock({ files }: System, folder: string): boolean {
  return blockFiles.some((file) => files.status(`${folder}/${file}`) !== undefined);
}

/** A block that was made anew is where the boot loader finds it only after that. */
function changeBeside<T>(system: System, work: (folder: string) => T | Promise<T>): Promise<T> {
  return withStatePartition(system, async (folder) => {
    const answer = await work(`${folder}/${besideFolder}`);
    await settle(system, folder);
    return answer;
  });
}

const mountPoint = '/run/k3os/boot';

async function withMount<T>(
  system: System,
  access: 'read' | 'write',
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  const device = await findBootPartition(system);
  const options = `${access === 'read' ? 'ro' : 'rw,sync'},nosuid,nodev,noexec,quiet,fmask=0177,dmask=0077`;
  return whileMounted(system, { point: mountPoint, device, type: 'vfat', options }, work);
}

async function findBootPartition(system: System): Promise<string> {
  const listing = await must(system, ['lsblk', '--json', '-o', 'PATH,LABEL,UUID,PKNAME']);
  try {
    const { blockdevices } = Listing.parse(JSON.parse(listing));
    return chooseBootPartition(blockdevices, readBooted(system.files).state);
  } catch (error) {
    throw error instanceof OperationError
      ? error
      : new OperationError(`cannot understand what lsblk says: ${reasonOf(error)}`);
  }
}
