import { OperationError } from '../../errors.ts';
import { isWithin, parseSizeBounds, shownSize } from '../../lib/size-bounds.ts';
import { renderTable } from '../../lib/table.ts';
import { labels } from '../plan/layout.ts';
import type { InstallSettings } from '../settings.ts';
import type { Disk, Volume } from './disks.ts';

type Wish = Pick<InstallSettings, 'device' | 'disk' | 'force' | 'noFormat'>;

/** Two generations, and room for k3s to begin with. What is sold as 4 GB has a little less. */
export const leastBytes = 3_500_000_000;

/** Why a disk is out of the question. */
type Objection = (disk: Disk, wish: Wish) => string | undefined;

/** In the order in which they are told: the first one that holds is the reason. */
const objections: readonly Objection[] = [
  ({ volumes }) =>
    volumes.some(isBootMedium) ? 'is the medium that this system was started from' : undefined,
  ({ volumes }) => inUse(volumes),
  ({ volumes }) => partOfMore(volumes),
  ({ readOnly }) => (readOnly ? 'can only be read' : undefined),
  ({ bytes }) =>
    bytes < leastBytes
      ? `is too small: ${shownSize(bytes)}, and ${shownSize(leastBytes)} are needed`
      : undefined,
  (disk, wish) => unlike(disk, wish),
  ({ volumes }, { noFormat }) =>
    noFormat && stateOf(volumes) === undefined
      ? `has no ext4 file system labelled ${labels.state}, which no_format needs`
      : undefined,
  ({ volumes }, { force, noFormat }) =>
    !force && !noFormat && volumes.some(({ label }) => label === labels.state)
      ? `holds an installed k3os (${labels.state}); --force (k3os.install.force) installs anew, and its data is then lost`
      : undefined,
];

/**
 * The one disk that is meant and may be used.
 * @param wish its device, when given, is the real one, not a name for it
 * @throws OperationError with all disks, and why each was passed over
 */
export function chooseDisk(disks: readonly Disk[], wish: Wish): Disk {
  if (wish.device !== undefined) {
    return named(disks, wish, wish.device);
  }

  const usable = disks.filter((disk) => objectionTo(disk, wish) === undefined);
  const [chosen, ...more] = usable;
  if (chosen === undefined) {
    throw new OperationError(`no disk can be installed to:\n${listDisks(disks, wish)}`);
  }
  if (more.length > 0) {
    throw new OperationError(
      `${usable.length} disks could be installed to; name one (k3os install DEVICE, k3os.install.device) or say more about it (k3os.install.disk):\n${listDisks(disks, wish)}`,
    );
  }
  return chosen;
}

function named(disks: readonly Disk[], wish: Wish, device: string): Disk {
  const disk = disks.find(({ path }) => path === device);
  if (disk === undefined) {
    const owner = disks.find(({ volumes }) => volumes.some(({ path }) => path === device));
    const what =
      owner === undefined
        ? 'it is no disk'
        : `it is a part of ${owner.path}, and a whole disk is needed`;
    throw new OperationError(`cannot install to ${device}: ${what}\n${listDisks(disks, wish)}`);
  }
  const objection = objectionTo(disk, wish);
  if (objection !== undefined) {
    throw new OperationError(`cannot install to ${device}: it ${objection}`);
  }
  return disk;
}

export function objectionTo(disk: Disk, wish: Wish): string | undefined {
  for (const objection of objections) {
    const reason = objection(disk, wish);
    if (reason !== undefined) {
      return reason;
    }
  }
  return undefined;
}

/** A line a disk: what it is, and why it was passed over. */
export function listDisks(disks: readonly Disk[], wish: Wish): string {
  if (disks.length === 0) {
    return '  this machine shows no disk: is it plugged in, and is there a driver for its controller?';
  }
  const rows = disks.map((disk) => [
    `  ${disk.path}`,
    shownSize(disk.bytes),
    disk.types.join(' '),
    disk.model ?? '-',
    disk.serial ?? '-',
    objectionTo(disk, wish) ?? 'can be installed to',
  ]);
  return renderTable(rows, { right: [1] });
}

/** The file system that no_format keeps. */
export function stateOf(volumes: readonly Volume[]): Volume | undefined {
  return volumes.find(
    ({ label, fileSystem, type }) =>
      label === labels.state && fileSystem === 'ext4' && type === 'part',
  );
}

function isBootMedium({ mountedAt, fileSystem, label }: Volume): boolean {
  return (
    mountedAt.some((path) => path.startsWith('/run/k3os/')) ||
    (fileSystem === 'iso9660' && label === labels.medium)
  );
}

function inUse(volumes: readonly Volume[]): string | undefined {
  const used = volumes.find(({ mountedAt }) => mountedAt.length > 0);
  return used === undefined
    ? undefined
    : `is in use: ${used.path} is mounted at ${used.mountedAt.join(', ')}`;
}

/** Such a volume may be on other disks too, and in use though nothing of it is mounted. */
function partOfMore(volumes: readonly Volume[]): string | undefined {
  const above = volumes.find(({ type }) => !['disk', 'part'].includes(type));
  return above === undefined
    ? undefined
    : `carries ${above.path} (${above.type}), which has to be taken down first`;
}

function unlike({ types, bytes, byPath, ...disk }: Disk, wish: Wish): string | undefined {
  const { size, type, byPath: connector, model, serial, wwn } = wish.disk ?? {};
  const isAskedFor = wish.device !== undefined || type === 'usb' || wish.noFormat;
  if (types.includes('usb') && !isAskedFor) {
    return 'is removable or on USB: it has to be named';
  }
  if (type !== undefined && !types.some((each) => each === type)) {
    return `is no ${type}`;
  }
  if (size !== undefined && !isWithin(bytes, parseSizeBounds(size) ?? [])) {
    return `is not ${size}`;
  }
  if (connector !== undefined && !byPath.some((name) => isLike(name, nameOf(connector)))) {
    return `is not at ${nameOf(connector)}`;
  }
  const [other] = Object.entries({ model, serial, wwn }).filter(
    ([key, pattern]) =>
      pattern !== undefined && !isLike(disk[key as 'model' | 'serial' | 'wwn'] ?? '', pattern),
  );
  return other === undefined ? undefined : `has another ${other[0]} than ${other[1]}`;
}

function nameOf(connector: string): string {
  return connector.replace('/dev/disk/by-path/', '');
}

function isLike(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(text);
}
