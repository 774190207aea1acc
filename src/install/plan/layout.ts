import { OperationError } from '../../errors.ts';

/** File systems are found by these; all but the last are k3OS's. */
export const labels = {
  medium: 'K3OS',
  state: 'K3OS_STATE',
  boot: 'K3OS_GRUB',
  /** Of the state until everything on it was verified: half of an installation is nobody's node. */
  unfinished: 'K3OS_INSTALLING',
} as const;

/**
 * - loader: what a BIOS loads after the boot sector.
 * - boot: the boot loader's own files, and all that UEFI looks at.
 * - state: everything else.
 */
export type Use = 'loader' | 'boot' | 'state';
export type Table = 'gpt' | 'mbr';

interface Partition {
  readonly use: Use;
  /** Undefined: the rest of the disk. */
  readonly mebibytes: number | undefined;
  /** As sfdisk takes it. */
  readonly type: string;
  readonly name: string;
}

const biosBoot = '21686148-6449-6E6F-744E-656564454649';
const uefi = { gpt: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B', mbr: 'ef' } as const;
const linux = { gpt: '0FC63DAF-8483-4772-8E79-3D69D8477DE4', mbr: '83' } as const;

/** FAT32 needs 65525 clusters, which are no smaller than a sector. */
function bootMebibytes(sectorBytes: number): number {
  return sectorBytes > 512 ? 288 : 128;
}

/** In the order of their numbers. */
function partitionsOf(table: Table, sectorBytes: number): Partition[] {
  const boot = { use: 'boot', mebibytes: bootMebibytes(sectorBytes), name: labels.boot } as const;
  const state = { use: 'state', mebibytes: undefined, name: labels.state } as const;
  return [
    // The old table has no partition for it: it is in the gap behind the boot sector.
    ...(table === 'gpt'
      ? [{ use: 'loader', mebibytes: 1, type: biosBoot, name: 'K3OS_BIOS' } as const]
      : []),
    { ...boot, type: uefi[table] },
    { ...state, type: linux[table] },
  ];
}

/** What sfdisk reads. */
export function partitionScript(table: Table, sectorBytes: number): string {
  const lines = partitionsOf(table, sectorBytes).map(({ mebibytes, type, name }, index) =>
    [
      ...(index === 0 ? ['start=1MiB'] : []),
      ...(mebibytes === undefined ? [] : [`size=${mebibytes}MiB`]),
      `type=${type}`,
      // Some BIOSes start only from a disk on which something is marked so.
      ...(table === 'gpt' ? [`name="${name}"`] : index === 0 ? ['bootable'] : []),
    ].join(', '),
  );
  return [`label: ${table === 'gpt' ? 'gpt' : 'dos'}`, ...lines, ''].join('\n');
}

/** A part of the disk, in bytes. */
export interface Window {
  readonly offset: number;
  readonly bytes: number;
}

export interface PresentTable {
  readonly table: Table;
  readonly sectorBytes: number;
  readonly partitions: readonly (Window & { readonly device: string; readonly type: string })[];
}

/** @param listing of `sfdisk --json` */
export function parseTable(listing: string): PresentTable {
  const { partitiontable } = JSON.parse(listing) as {
    partitiontable: {
      label: string;
      sectorsize?: number;
      partitions?: { node: string; start: number; size: number; type: string }[];
    };
  };
  const { label, sectorsize: sectorBytes = 512, partitions = [] } = partitiontable;
  return {
    table: label === 'gpt' ? 'gpt' : 'mbr',
    sectorBytes,
    partitions: partitions.map(({ node, start, size, type }) => ({
      device: node,
      type: type.toUpperCase(),
      offset: start * sectorBytes,
      bytes: size * sectorBytes,
    })),
  };
}

export type Windows = Readonly<Record<Use, Window>>;

/** Of a disk that was divided by `partitionScript`. @throws OperationError when it is not as was asked for */
export function ownWindows({ table, sectorBytes, partitions }: PresentTable): Windows {
  const wanted = partitionsOf(table, sectorBytes);
  if (partitions.length !== wanted.length) {
    throw new OperationError(
      `the new partition table has ${partitions.length} partitions instead of ${wanted.length}`,
    );
  }
  const windows = wanted.map(({ use }, index) => [use, partitions[index]]);
  return { loader: gap(sectorBytes), ...Object.fromEntries(windows) };
}

/**
 * Of a disk that was prepared by somebody else.
 * @param devices partitions with the file systems that are kept
 */
export function keptWindows(
  { table, sectorBytes, partitions }: PresentTable,
  devices: { readonly boot: string | undefined; readonly state: string },
): Windows {
  const found = (device: string | undefined) => partitions.find((each) => each.device === device);
  const [state, boot] = [found(devices.state), found(devices.boot)];
  const gapIsFree = partitions.every(({ offset }) => offset >= firstOffset);
  const oldLoader = gapIsFree ? gap(sectorBytes) : undefined;
  const loader = table === 'gpt' ? partitions.find(({ type }) => type === biosBoot) : oldLoader;
  if (state === undefined || boot === undefined || loader === undefined) {
    const lacks = [
      ...(boot === undefined ? [`a FAT file system labelled ${labels.boot}`] : []),
      ...(loader === undefined ? [placeForLoader[table]] : []),
      ...(state === undefined ? [`a partition with ${labels.state}`] : []),
    ];
    throw new OperationError(
      `no_format keeps what is on the disk, and the disk lacks ${lacks.join(' and ')}: make it, or install without no_format`,
    );
  }
  return { state, boot, loader };
}

/** Where the first partition begins; old tools had it at sector 63, and all before this is written over. */
const firstOffset = 1024 * 1024;

/** Between the boot sector and the first partition. */
function gap(sectorBytes: number): Window {
  return { offset: sectorBytes, bytes: firstOffset - sectorBytes };
}

const placeForLoader: Readonly<Record<Table, string>> = {
  gpt: `a partition for the boot loader (type ${biosBoot})`,
  mbr: '1 MiB before the first partition for the boot loader',
};

export const bootPartitionNumber: Readonly<Record<Table, number>> = { gpt: 2, mbr: 1 };
