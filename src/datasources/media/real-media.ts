import { withLock } from '../../effects/lock.ts';
import { whileMounted } from '../../effects/mounting.ts';
import type { System } from '../../effects/system.ts';
import { OperationError } from '../../errors.ts';
import type { Documents } from '../documents/documents.ts';
import type { Platform, Volume } from '../machine/platform.ts';
import { readVolumes } from '../machine/read-volumes.ts';
import type { Media } from './media.ts';
import { readBelow } from './read-below.ts';

const point = '/run/k3os/datasource-medium';
/** Nothing on it is run, and nothing on it is a device. */
const options = 'ro,nosuid,nodev,noexec';

const pauseMs = 1000;
const mountTries = 3;
/** For another process: it may wait for a drive itself, and a start that does not wait has no user-data. */
const lockMs = 60_000;

/** Formats that are read, and modules for their names; most kernels load these by themselves. */
const modules: Readonly<Record<string, readonly string[]>> = {
  iso9660: ['isofs', 'nls_utf8', 'nls_iso8859-1'],
  vfat: ['vfat', 'nls_cp437', 'nls_ascii', 'nls_utf8', 'nls_iso8859-1'],
  udf: ['udf', 'nls_utf8'],
};

/**
 * Media of this machine. Sources are asked side by side, but there is one mount point: each reads when the one before has unmounted,
 * and so does another process.
 */
export function realMedia(system: System, { volumes }: Pick<Platform, 'volumes'>): Media {
  let known = volumes;
  let before: Promise<unknown> = Promise.resolve();
  return {
    async find(isWanted, waitMs, signal) {
      const until = system.clock.monotonicMs() + waitMs;
      const isOver = () => system.clock.monotonicMs() >= until || signal?.aborted;
      while (!known.some(isWanted) && !isOver()) {
        await system.clock.sleep(pauseMs, signal);
        known = await readVolumes(system);
      }
      return known.filter(isWanted);
    },
    read(volume, names) {
      const reading = before.then(() => readMounted(system, volume, names));
      before = reading.catch(() => undefined);
      return reading;
    },
  };
}

async function readMounted(
  system: System,
  { device, type }: Volume,
  names: readonly string[],
): Promise<Documents> {
  const needed = modules[type];
  if (needed === undefined) {
    const found = type === '' ? 'no file system' : `a file system of type ${type}`;
    throw new OperationError(`${device} has ${found}; iso9660, vfat and udf are read`);
  }
  await system.exec(['modprobe', '--all', '--quiet', ...needed]);

  const read = async () => {
    // Of one who was killed.
    await system.exec(['umount', point]);
    return readPatiently(system, { device, type }, names);
  };
  return withLock(system, 'datasource-medium', read, lockMs);
}

async function readPatiently(
  system: System,
  { device, type }: Pick<Volume, 'device' | 'type'>,
  names: readonly string[],
): Promise<Documents> {
  for (let tries = 1; ; tries += 1) {
    let isMounted = false;
    try {
      return await whileMounted(system, { point, device, type, options }, (folder) => {
        isMounted = true;
        return Object.fromEntries(
          names.map((name) => [name, readBelow(system.files, { device, folder, name })]),
        );
      });
    } catch (error) {
      // A drive whose tray has just closed answers with errors at first.
      if (isMounted || tries === mountTries) {
        throw error;
      }
      await system.clock.sleep(pauseMs);
    }
  }
}
