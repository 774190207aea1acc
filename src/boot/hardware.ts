import type { System } from '../effects/system.ts';
import { parseBlkid } from '../lib/blkid.ts';
import type { BootWords } from './boot-words.ts';
import { type Found, stateLabel } from './mode.ts';

const tooMuch = 4 * 1024 * 1024;

const ownFile = ['-name', 'modalias', '-exec', 'cat', '{}', '+'];

/** A card (SD, eMMC) is a disk without such a file. */
const cardEvents = [
  ...['-path', '*/mmc_host/*/uevent'],
  ...['-exec', 'sed', '-n', 's/^MODALIAS=//p', '{}', '+'],
];

/**
 * Loads the drivers of the devices that are there, as far as the initrd has them. To be called again and again: devices behind a
 * hub or a controller show only when its driver is there.
 */
export function driverLoader(system: System): () => Promise<void> {
  const known = new Set<string>();

  return async () => {
    const { stdout } = await system.exec(
      ['find', '/sys/devices', ...ownFile, '-o', ...cardEvents],
      { maxOutput: tooMuch },
    );
    const aliases = [...new Set(stdout.split('\n'))].filter(
      (alias) => alias !== '' && !known.has(alias),
    );
    if (aliases.length === 0) {
      return;
    }

    for (const alias of aliases) {
      known.add(alias);
    }
    await system.exec(['modprobe', '--all', '--use-blacklist', '--quiet', ...aliases]);
  };
}

/** Modules that no device asks for. */
export async function loadMediaModules(system: System): Promise<void> {
  const modules = ['isofs', 'vfat', 'nls_iso8859_1', 'nls_cp437', 'sr_mod', 'sd_mod', 'uas'];
  await system.exec(['modprobe', '--all', '--quiet', ...modules]);
}

export async function findLabels(system: System, { medium }: BootWords): Promise<Found> {
  const present = blockDevices(system);
  if (present.length === 0) {
    return { medium: undefined, state: [] };
  }

  const { stdout } = await system.exec([
    ...['blkid', '--cache-file', '/dev/null', '--output', 'export', ...present],
  ]);
  const labelled = parseBlkid(stdout);
  const devices = (label: string, types: readonly string[]) =>
    labelled
      .filter((each) => each.label === label && types.includes(each.type))
      .map(({ device }) => device);

  return {
    // A stick with the ISO shows it on the whole disk and again on a partition.
    medium: medium === undefined ? undefined : devices(medium, mediumTypes).sort()[0],
    state: devices(stateLabel, stateTypes),
  };
}

/** By name: on its own, blkid passes over whole disks that have partitions, and such a disk is a stick with our ISO. */
function blockDevices({ files }: System): string[] {
  return (files.list('/sys/class/block') ?? [])
    .filter((name) => !/^(loop|ram|zram)\d/.test(name))
    .map((name) => `/dev/${name.replaceAll('!', '/')}`);
}

/** An ISO also has a partition for Macs, with its label and in a format that Linux cannot mount here. */
const mediumTypes = ['iso9660', 'vfat', 'udf', 'ext4'];
const stateTypes = ['ext4'];
