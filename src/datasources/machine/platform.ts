/** What a machine knows of itself without asking anybody. Texts are empty where there is nothing. */
export interface Platform {
  /** Of SMBIOS, by the names of /sys/class/dmi/id: `sys_vendor`. All empty in a container, where they are the host's. */
  readonly dmi: Readonly<Record<DmiField, string>>;
  /** `/sys/hypervisor/uuid` of a Xen guest. */
  readonly hypervisorUuid: string;
  /** `/proc/cmdline` */
  readonly cmdline: string;
  /** Strings of SMBIOS type 11. */
  readonly oemStrings: readonly string[];
  readonly volumes: readonly Volume[];
  readonly links: readonly Link[];
  /** Paths of `statPaths` that are there. */
  readonly present: readonly string[];
}

export const dmiFields = [
  ...['sys_vendor', 'product_name', 'product_family', 'product_version', 'product_serial'],
  ...['product_uuid', 'chassis_asset_tag', 'chassis_serial', 'board_serial', 'board_name'],
] as const;
export type DmiField =
  | 'sys_vendor'
  | 'product_name'
  | 'product_family'
  | 'product_version'
  | 'product_serial'
  | 'product_uuid'
  | 'chassis_asset_tag'
  | 'chassis_serial'
  | 'board_serial'
  | 'board_name';

/** A file system on some device; never one in memory or behind a loop. */
export interface Volume {
  /** `/dev/sr0` */
  readonly device: string;
  /** `iso9660`, `vfat`; empty where there is none, or no medium. */
  readonly type: string;
  /** That of the boot sector counts for FAT, too. */
  readonly label: string;
  readonly uuid: string;
  readonly isOptical: boolean;
}

/** A wired network card, the one found first at the front. */
export interface Link {
  readonly name: string;
  /** In lower case. */
  readonly mac: string;
  readonly driver: string;
}
