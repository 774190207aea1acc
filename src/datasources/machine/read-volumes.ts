import type { System } from '../../effects/system.ts';
import { orAbsent, textOf } from '../../facts/look.ts';
import { parseBlkid } from '../../lib/blkid.ts';
import type { Volume } from './platform.ts';

/** A floppy drive takes many seconds to say that there is no disk in it. */
const passedOver = /^(loop|ram|zram|dm-|fd)\d/;

/**
 * All file systems, and drives that have no medium yet. By the names of the devices: on its own, blkid passes over whole disks
 * that have partitions, and links in /dev/disk may not be there yet.
 */
export async function readVolumes(system: System): Promise<Volume[]> {
  const names = deviceNames(system);
  if (names.length === 0) {
    return [];
  }
  const devices = names.map((name) => `/dev/${name.replaceAll('!', '/')}`);
  const { stdout } = await system.exec(['blkid', '-c', '/dev/null', '-o', 'export', ...devices], {
    timeoutMs: 30_000,
  });
  const found = new Map(parseBlkid(stdout).map((each) => [each.device, each]));

  return devices.flatMap((device) => {
    const { type = '', label = '', uuid = '' } = found.get(device) ?? {};
    const isOptical = /^\/dev\/sr\d+$/.test(device);
    return type !== '' || isOptical ? [{ device, type, label, uuid, isOptical }] : [];
  });
}

/** Readers without a card, and devices that nobody has set up, have no size. */
function deviceNames({ files }: System): string[] {
  return (orAbsent(() => files.list('/sys/class/block')) ?? [])
    .filter((name) => !passedOver.test(name))
    .filter(
      (name) => name.startsWith('sr') || textOf(files, `/sys/class/block/${name}/size`) !== '0',
    )
    .sort();
}
