import { type Disk, parseDisks } from '../../src/install/disks/disks.ts';

interface DeviceGiven {
  readonly name: string;
  readonly type?: string;
  readonly size?: number;
  readonly [column: string]: unknown;
}

/** As lsblk lists a device, with what is not said as on a plain virtual disk. */
export function lsblkDevice({ name, ...given }: DeviceGiven): object {
  return {
    ...{ name, path: `/dev/${name}`, type: 'disk', size: 64e9, ro: false, rm: false, rota: false },
    ...{ model: null, serial: null, wwn: null, tran: null, 'log-sec': 512, mountpoints: [null] },
    ...{ fstype: null, label: null, partlabel: null, uuid: null },
    ...given,
  };
}

export function lsblkListing(...devices: readonly DeviceGiven[]): string {
  return JSON.stringify({ blockdevices: devices.map(lsblkDevice) });
}

export function disksOf(
  devices: readonly DeviceGiven[],
  byPath: Readonly<Record<string, string>> = {},
): Disk[] {
  return parseDisks(lsblkListing(...devices), new Map(Object.entries(byPath)));
}
