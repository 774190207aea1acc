import { createHash } from 'node:crypto';
import { sshPort } from './forwarded-port.ts';
import type { Drive, DriveKind, MachineSpec, Nic, UserNic } from './machine-spec.ts';

export type Accelerator = 'kvm' | 'tcg';

export interface Host {
  readonly accelerator: Accelerator;
  /** Code and this machine's own variables, when it is a UEFI machine. */
  readonly uefi?: { readonly code: string; readonly variables: string };
  /** Who has the serial console: a program, through pipes, or a person at a terminal. */
  readonly console: 'pipes' | 'terminal';
}

/** Descriptors that QEMU inherits, besides its standard ones. */
export const qmpDescriptor = 3;
export const firstWireDescriptor = 4;

/** Everything by name, nothing of QEMU's defaults: they change with its version. */
export function qemuArguments(spec: MachineSpec, host: Host): string[] {
  return [
    'qemu-system-x86_64',
    ...['-name', spec.name],
    ...['-nodefaults', '-no-user-config', '-display', 'none'],
    ...['-machine', 'q35', '-boot', `strict=${isOrdered(spec) ? 'on' : 'off'}`],
    ...accelerators[host.accelerator],
    ...[
      '-m',
      String(spec.memory ?? 1024),
      '-smp',
      String(spec.cpus ?? processors[host.accelerator]),
    ],
    ...['-device', 'VGA'],
    // Without it the random pool of an emulated machine is ready after a minute only.
    ...['-device', 'virtio-rng-pci'],
    ...consoles[host.console],
    ...['-chardev', `socket,id=qmp,fd=${qmpDescriptor}`, '-mon', 'chardev=qmp,mode=control'],
    ...uefiArguments(host),
    ...kernelArguments(spec),
    ...controllerArguments(spec),
    ...driveArguments(spec),
    ...nicArguments(spec),
    ...(spec.words ?? []),
  ];
}

const accelerators: Readonly<Record<Accelerator, readonly string[]>> = {
  kvm: ['-accel', 'kvm', '-cpu', 'host'],
  // The plainest processor: those who have more got flags of newer instructions wrong, and Linux died of it once in a while.
  tcg: ['-accel', 'tcg,thread=multi', '-cpu', 'qemu64'],
};

/**
 * One where they are emulated: QEMU may run code on one of them that Linux is changing on another, and Linux then dies of an
 * int3 that it cannot explain.
 */
const processors: Readonly<Record<Accelerator, number>> = { kvm: 2, tcg: 1 };

const consoles: Readonly<Record<Host['console'], readonly string[]>> = {
  pipes: ['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'],
  // The monitor is there for its keys: Ctrl-A X, Ctrl-A C.
  terminal: [
    ...['-chardev', 'stdio,id=console,mux=on,signal=off', '-serial', 'chardev:console'],
    ...['-mon', 'chardev=console,mode=readline'],
  ],
};

function uefiArguments({ uefi }: Host): string[] {
  return uefi === undefined
    ? []
    : [
        ...['-drive', `if=pflash,unit=0,format=raw,readonly=on,file=${path(uefi.code)}`],
        ...['-drive', `if=pflash,unit=1,format=raw,file=${path(uefi.variables)}`],
      ];
}

function kernelArguments({ kernel }: MachineSpec): string[] {
  return kernel === undefined
    ? []
    : ['-kernel', kernel.image, '-initrd', kernel.initrd, '-append', kernel.append];
}

/** What a drive is plugged into, where the machine has none by itself. */
const controllers: Readonly<Partial<Record<DriveKind, string>>> = {
  'usb-stick': 'qemu-xhci',
  'scsi-disk': 'virtio-scsi-pci',
  'sd-card': 'sdhci-pci',
};

function controllerArguments({ drives = [] }: MachineSpec): string[] {
  const needed = new Set(drives.flatMap(({ kind }) => controllers[kind] ?? []));
  return [...needed].flatMap((controller) => ['-device', controller]);
}

interface DriveModel {
  readonly device: (index: number) => string;
  /** What keeps the file as it is. */
  readonly protection: string;
  /** The firmware cannot be told where it is in the order of drives. */
  readonly unordered?: boolean;
}

const driveModels: Readonly<Record<DriveKind, DriveModel>> = {
  cdrom: { device: (index) => `ide-cd,bus=ide.${index}`, protection: ',readonly=on' },
  // Sticks can be written, but the image on this one is not the guest's to change.
  'usb-stick': { device: () => 'usb-storage,removable=on', protection: ',snapshot=on' },
  disk: { device: (index) => `virtio-blk-pci,serial=disk${index}`, protection: '' },
  'sata-disk': { device: (index) => `ide-hd,bus=ide.${index}`, protection: '' },
  'scsi-disk': { device: (index) => `scsi-hd,serial=disk${index}`, protection: '' },
  'nvme-disk': { device: (index) => `nvme,serial=disk${index}`, protection: '' },
  'sd-card': { device: () => 'sd-card', protection: '', unordered: true },
};

/** Otherwise the firmware has to try what it was not told of. */
function isOrdered({ drives = [] }: MachineSpec): boolean {
  return !drives.some(({ kind }) => driveModels[kind].unordered);
}

function driveArguments(spec: MachineSpec): string[] {
  // A kernel that QEMU loads takes the first place itself.
  const before = (spec.nics ?? []).filter(isNetboot).length + (spec.kernel === undefined ? 0 : 1);
  return (spec.drives ?? []).flatMap((drive, index) => [
    ...['-drive', driveBackend(drive, index)],
    ...['-device', driveDevice(drive, index, before + index)],
  ]);
}

function driveBackend({ kind, file, format = 'raw' }: Drive, index: number): string {
  const { protection } = driveModels[kind];
  return `if=none,id=drive${index},format=${format}${protection},file=${path(file)}`;
}

function driveDevice({ kind }: Drive, index: number, place: number): string {
  const { device, unordered } = driveModels[kind];
  return `${device(index)},drive=drive${index}${unordered ? '' : `,bootindex=${place}`}`;
}

function nicArguments({ name, nics = [] }: MachineSpec): string[] {
  return nics.flatMap((nic, index) => {
    const wiresBefore = nics.slice(0, index).filter(({ kind }) => kind === 'wire').length;
    // Firmware asks the network only where it is told to: its search costs seconds of every boot.
    const boot = isNetboot(nic)
      ? `bootindex=${nics.slice(0, index).filter(isNetboot).length}`
      : 'romfile=';
    const device = [
      nic.model ?? 'virtio-net-pci',
      `id=nic${index},netdev=net${index},mac=${macOf(name, index)}`,
      boot,
    ];
    return [
      ...['-netdev', netBackend(nic, `net${index}`, firstWireDescriptor + wiresBefore)],
      ...['-device', device.join(',')],
    ];
  });
}

function netBackend(nic: Nic, id: string, wireDescriptor: number): string {
  return nic.kind === 'wire'
    ? `stream,id=${id},addr.type=fd,addr.str=${wireDescriptor}`
    : `user,id=${id}${netbootOptions(nic)}${forwards(nic)}`;
}

function forwards({ ports = [] }: UserNic): string {
  return [sshPort, ...ports].map((port) => `,hostfwd=tcp:127.0.0.1:0-:${port}`).join('');
}

function netbootOptions({ netboot }: UserNic): string {
  const folder = netboot?.folder === undefined ? '' : `,tftp=${path(netboot.folder)}`;
  return netboot === undefined ? '' : `${folder},bootfile=${path(netboot.bootfile)}`;
}

function isNetboot(nic: Nic): boolean {
  return nic.kind === 'user' && nic.netboot !== undefined;
}

/** The same at every start, and no two alike on one wire. */
export function macOf(machine: string, index: number): string {
  const digest = createHash('sha256').update(`${machine}/${index}`).digest('hex');
  return `52:54:00:${digest.slice(0, 2)}:${digest.slice(2, 4)}:${digest.slice(4, 6)}`;
}

/** In QEMU's lists of options a comma belongs to a value when it is doubled. */
function path(file: string): string {
  return file.replaceAll(',', ',,');
}
