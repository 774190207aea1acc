import { must } from '../../effects/must.ts';
import type { System } from '../../effects/system.ts';
import { OperationError } from '../../errors.ts';
import { type PresentTable, parseTable } from '../plan/layout.ts';
import { type Disk, lsblkColumns, parseDisks } from './disks.ts';

const connectors = '/dev/disk/by-path';

export async function readDisks(system: System): Promise<Disk[]> {
  // Drivers may still be at it, and udev makes the names.
  await system.exec(['udevadm', 'settle', '--timeout=10']);
  const lsblk = ['lsblk', '--json', '--bytes', '--output', lsblkColumns];
  // Some machines have hundreds of disks.
  const listing = await must(system, lsblk, { maxOutput: 4 * 1024 * 1024 });
  return parseDisks(listing, readConnectors(system));
}

function readConnectors({ files }: System): Map<string, string> {
  return new Map(
    (files.list(connectors) ?? []).flatMap((name) => {
      const target = files.status(`${connectors}/${name}`)?.target;
      return target === undefined ? [] : [[name, target.replace(/^(\.\.\/)+/, '/dev/')]];
    }),
  );
}

export async function readTable(system: System, disk: string): Promise<PresentTable> {
  return parseTable(await must(system, ['sfdisk', '--json', disk]));
}

/** The device behind a name such as /dev/disk/by-id/…. @throws OperationError when there is none */
export async function resolveDevice(system: System, path: string): Promise<string> {
  const { status, stdout } = await system.exec(['realpath', '--canonicalize-existing', path]);
  if (status !== 0) {
    throw new OperationError(
      `cannot install to ${path}: there is no such device; k3os install --disks shows those that there are`,
    );
  }
  return stdout.trim();
}
