import { withLock } from '../effects/lock.ts';
import { whileMounted } from '../effects/mounting.ts';
import { must } from '../effects/must.ts';
import type { System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';
import { systemFolder } from './places.ts';

const mountPoint = '/run/k3os/state-rw';

interface Partition {
  /** Where all of it is seen. */
  readonly top: string;
  readonly device: string;
}

/**
 * Runs `work` with a folder that is what `/k3os/system` is, but can be written to: on a running node that is read-only, and
 * all else of the partition is seen through binds.
 */
export async function withStatePartition<T>(
  system: System,
  work: (folder: string, partition: Partition) => T | Promise<T>,
): Promise<T> {
  if (!system.live) {
    return work(systemFolder, { top: '', device: '' });
  }
  return withLock(system, 'state-partition', async () => {
    // Of one who was killed.
    await system.exec(['umount', mountPoint]);
    const device = await findDevice(system);
    return whileMounted(
      system,
      { point: mountPoint, device, type: 'ext4', options: 'nosuid,nodev,noatime' },
      (top) => {
        const folder = `${top}${systemFolder}`;
        // Whatever this disk is, nothing may be made on it that was not there.
        if (system.files.status(`${folder}/generations`) === undefined) {
          throw new OperationError(`${device} has no generations: no system is installed on it`);
        }
        return work(folder, { top, device });
      },
    );
  });
}

async function findDevice(system: System): Promise<string> {
  const source = await must(system, ['findmnt', '--nofsroot', '-n', '-o', 'SOURCE', '/var']);
  const device = source.trim();
  if (!device.startsWith('/dev/')) {
    throw new OperationError(`/var is not on a disk but on ${device}: no system is installed here`);
  }
  return device;
}
