import type { FileSystem } from '../effects/system.ts';

/** What `k3os facts` shows: the machine, for choosing disks, matching metadata and telling support. */
export interface HardwareFacts {
  readonly system: {
    vendor: string;
    model: string;
    serial: string;
    uuid: string;
    virtual: boolean;
  };
  readonly firmware: { vendor: string; version: string; kind: 'UEFI' | 'BIOS' };
  readonly cpu: { model: string; cores: number; architecture: string };
  readonly memoryBytes: number;
  readonly disks: readonly {
    name: string;
    model: string;
    serial: string;
    type: string;
    bytes: number;
  }[];
  readonly interfaces: readonly { name: string; mac: string; state: string; addresses: string[] }[];
}

/** Slow (it starts programs), so never on the boot path. */
export async function readHardware(files: FileSystem): Promise<HardwareFacts> {
  const information = await import('systeminformation');
  const [system, bios, cpu, memory, disks, interfaces] = await Promise.all([
    information.system(),
    information.bios(),
    information.cpu(),
    information.mem(),
    information.diskLayout(),
    information.networkInterfaces(),
  ]);

  return {
    system: {
      vendor: system.manufacturer,
      model: system.model,
      serial: system.serial,
      uuid: system.uuid,
      virtual: system.virtual,
    },
    firmware: {
      vendor: bios.vendor,
      version: bios.version,
      kind: files.status('/sys/firmware/efi') === undefined ? 'BIOS' : 'UEFI',
    },
    cpu: {
      model: `${cpu.manufacturer} ${cpu.brand}`.trim(),
      cores: cpu.cores,
      architecture: process.arch,
    },
    memoryBytes: memory.total,
    disks: disks.map(({ device, name, serialNum, type, size }) => ({
      name: device,
      model: name,
      serial: serialNum,
      type,
      bytes: size,
    })),
    interfaces: [interfaces].flat().map(({ iface, mac, operstate, ip4, ip6 }) => ({
      name: iface,
      mac,
      state: operstate,
      addresses: [ip4, ip6].filter((address) => address !== ''),
    })),
  };
}
