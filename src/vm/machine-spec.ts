import type { Wire } from './wire.ts';

/** A machine to buy: what it is made of. Defaults are those of `argv.ts`. */
export interface MachineSpec {
  /** In messages, in the name of its log, and its network cards' addresses follow from it. */
  readonly name: string;
  readonly firmware?: Firmware;
  /** MiB */
  readonly memory?: number;
  readonly cpus?: number;
  /** Loaded by QEMU itself, without firmware and boot loader. */
  readonly kernel?: DirectKernel;
  /** The firmware tries them in this order, after network cards with `netboot`. */
  readonly drives?: readonly Drive[];
  readonly nics?: readonly Nic[];
  /** Words for QEMU as they are, for what is said nowhere else: `-smbios`, `-device i6300esb`, `-rtc`. */
  readonly words?: readonly string[];
}

export type Firmware = 'bios' | 'uefi';

export interface DirectKernel {
  readonly image: string;
  readonly initrd: string;
  readonly append: string;
}

export type DriveKind =
  | 'cdrom'
  | 'usb-stick'
  | 'disk'
  | 'sata-disk'
  | 'scsi-disk'
  | 'nvme-disk'
  /** The size of its file is a power of two. The only drive to start from, since firmware cannot be told its place in the order. */
  | 'sd-card';

export interface Drive {
  readonly kind: DriveKind;
  readonly file: string;
  /** Default raw. */
  readonly format?: 'raw' | 'qcow2';
}

export type Nic = UserNic | WireNic;

/** Behind QEMU's own router: the guest reaches the host as 10.0.2.2, and is reached by ssh. */
export interface UserNic {
  readonly kind: 'user';
  readonly model?: NicModel;
  readonly netboot?: Netboot;
  /** TCP ports of the guest that are reached too; `machine.port` says where. */
  readonly ports?: readonly number[];
}

/** Plugged into a switch of ours, on which other machines may be. */
export interface WireNic {
  readonly kind: 'wire';
  readonly wire: Wire;
  readonly model?: NicModel;
}

export type NicModel = 'virtio-net-pci' | 'e1000';

export interface Netboot {
  /** Name below `folder`, or an http URL. */
  readonly bootfile: string;
  /** What TFTP serves. */
  readonly folder?: string;
}
