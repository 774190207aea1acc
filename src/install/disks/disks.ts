import { z } from 'zod';
import type { DiskType } from '../../config/checks/install.ts';
import { OperationError, reasonOf } from '../../errors.ts';

/** What `lsblk` is asked for. */
export const lsblkColumns =
  'NAME,PATH,TYPE,SIZE,RO,RM,ROTA,MODEL,SERIAL,WWN,TRAN,LOG-SEC,MOUNTPOINTS,FSTYPE,LABEL,PARTLABEL,UUID';

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);

const Fields = z.object({
  path: z.string(),
  type: z.string(),
  size: z.number(),
  ro: z.boolean(),
  rm: z.boolean(),
  rota: z.boolean(),
  model: text,
  serial: text,
  wwn: text,
  tran: text,
  'log-sec': z.number(),
  mountpoints: z.array(z.string().nullable()),
  fstype: text,
  label: text,
  partlabel: text,
  uuid: text,
});
type Device = z.infer<typeof Fields> & { readonly children?: Device[] | undefined };
/** A function, because what stands on a device is of the same shape. */
const Device: z.ZodType<Device> = z.lazy(() =>
  Fields.extend({ children: z.array(Device).optional() }),
);

/** A disk itself, or anything on it: partitions, and what is made of them. */
export interface Volume {
  readonly path: string;
  /** As lsblk says: `part`, `lvm`, `crypt`, `raid1`. */
  readonly type: string;
  readonly bytes: number;
  readonly fileSystem: string | undefined;
  readonly label: string | undefined;
  readonly uuid: string | undefined;
  readonly mountedAt: readonly string[];
}

export interface Disk {
  readonly path: string;
  readonly bytes: number;
  readonly sectorBytes: number;
  readonly model: string | undefined;
  readonly serial: string | undefined;
  readonly wwn: string | undefined;
  /** Names in /dev/disk/by-path. */
  readonly byPath: readonly string[];
  readonly types: readonly DiskType[];
  readonly readOnly: boolean;
  /** The disk itself comes first. */
  readonly volumes: readonly Volume[];
}

/**
 * Disks as `lsblk --json --bytes` lists them; what has no size, such as an empty card reader, is none.
 * @param byPath name in /dev/disk/by-path → device
 */
export function parseDisks(listing: string, byPath: ReadonlyMap<string, string>): Disk[] {
  return parseListing(listing)
    .filter(({ type, size }) => type === 'disk' && size > 0)
    .map((device) => toDisk(device, byPath));
}

function parseListing(listing: string): Device[] {
  try {
    return z.object({ blockdevices: z.array(Device) }).parse(JSON.parse(listing)).blockdevices;
  } catch (error) {
    throw new OperationError(`cannot understand what lsblk says of the disks: ${reasonOf(error)}`);
  }
}

function toDisk(device: Device, byPath: ReadonlyMap<string, string>): Disk {
  const { path, size, model, serial, wwn, ro } = device;
  return {
    ...{ path, bytes: size, sectorBytes: device['log-sec'], model, serial, wwn, readOnly: ro },
    byPath: [...byPath].filter(([, target]) => target === path).map(([name]) => name),
    types: typesOf(device),
    volumes: volumesOf(device),
  };
}

/** Whether it turns is no question for what is no disk in the old sense; a virtual one says that it does. */
function typesOf({ tran, rota, rm, path }: Device): DiskType[] {
  const buses: Readonly<Record<string, DiskType>> = { nvme: 'nvme', usb: 'usb', mmc: 'mmc' };
  const bus = path.startsWith('/dev/mmcblk') ? 'mmc' : buses[tran ?? ''];
  const carried = rm && bus !== 'mmc' ? 'usb' : undefined;
  const kinds: (DiskType | undefined)[] = [rota ? 'hdd' : 'ssd', bus, carried];
  return [...new Set(kinds.filter((kind) => kind !== undefined))];
}

function volumesOf(device: Device): Volume[] {
  const { path, type, size, fstype, label, uuid, mountpoints, children = [] } = device;
  const mountedAt = mountpoints.filter((each) => each !== null);
  const own = { path, type, bytes: size, fileSystem: fstype, label, uuid, mountedAt };
  return [own, ...children.flatMap(volumesOf)];
}
