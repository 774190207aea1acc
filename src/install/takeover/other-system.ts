import { z } from 'zod';
import { must } from '../../effects/must.ts';
import type { System } from '../../effects/system.ts';
import { OperationError, reasonOf } from '../../errors.ts';
import { ownArchitecture } from '../../lib/architecture.ts';
import { menuModules, menuNames } from './menu.ts';

/** The Linux that runs, as far as a boot loader can start something else from its disk. */
export interface OtherSystem {
  /** For people. */
  readonly name: string;
  /** Where its root is mounted, without a slash at the end. */
  readonly top: string;
  /** With its root. */
  readonly device: string;
  readonly uuid: string;
  readonly bytes: number;
  readonly freeBytes: number;
  /** Folder of its GRUB. */
  readonly grub: string;
  readonly firmware: 'bios' | 'uefi';
}

/** @throws OperationError saying what it would have to have */
export async function findOtherSystem(system: System, top = ''): Promise<OtherSystem> {
  const { files } = system;
  const root = await mountOf(system, '--mountpoint', top || '/');
  await refuseRoot(system, root);
  const { source: device } = root;
  const uuid = await must(system, ['blkid', '-p', '-o', 'value', '-s', 'UUID', device]);
  const firmware = files.status('/sys/firmware/efi') === undefined ? 'bios' : 'uefi';
  const grub = findGrub(system, top, firmware);
  const { fstype } = await mountOf(system, '--target', grub);
  if (!journalled.includes(fstype)) {
    throw refusal(
      `its GRUB is on ${fstype} (${grub}), of which nobody can say what is on the disk: it takes ${journalled.join(', ')}`,
    );
  }
  const space = await must(system, ['df', '-B1', '--output=size,avail', top || '/']);
  const [bytes = 0, freeBytes = 0] = (space.split('\n')[1] ?? '').trim().split(/\s+/).map(Number);
  const name = nameOf(files.read(`${top}/etc/os-release`)?.toString() ?? '');
  return { name, top, device, uuid: uuid.trim(), bytes, freeBytes, grub, firmware };
}

/** What can be frozen, so that what was written is where GRUB looks. */
const journalled = ['ext2', 'ext3', 'ext4', 'xfs'];

const Mount = z.object({
  source: z.string(),
  fstype: z.string(),
  options: z.string(),
  fsroot: z.string(),
});
type Mount = z.infer<typeof Mount>;

async function mountOf(system: System, by: string, path: string): Promise<Mount> {
  const columns = 'SOURCE,FSTYPE,OPTIONS,FSROOT';
  const argv = ['findmnt', '--json', '--nofsroot', '--output', columns, by, path];
  const listing = await must(system, argv);
  try {
    const { filesystems } = z.object({ filesystems: z.array(Mount) }).parse(JSON.parse(listing));
    const last = filesystems.at(-1);
    if (last !== undefined) {
      return last;
    }
  } catch (error) {
    throw new OperationError(`cannot understand what findmnt says of ${path}: ${reasonOf(error)}`);
  }
  throw new OperationError(`nothing is mounted at ${path}`);
}

/** GRUB has to read it, and to write one block of it. */
async function refuseRoot(
  system: System,
  { source, fstype, options, fsroot }: Mount,
): Promise<void> {
  if (fstype !== 'ext4' || fsroot !== '/') {
    throw refusal(`its root is ${fstype}${fsroot === '/' ? '' : ` (${fsroot})`}, and not ext4`);
  }
  if (options.split(',').includes('data=journal')) {
    throw refusal('its root is mounted with data=journal, where GRUB cannot keep anything');
  }
  const type = await must(system, ['lsblk', '--nodeps', '--noheadings', '-o', 'TYPE', source]);
  if (!['part', 'disk'].includes(type.trim())) {
    throw refusal(
      `its root is on ${source} (${type.trim()}), to which GRUB cannot write: it takes a partition`,
    );
  }
}

/** As GRUB names them. */
const uefiPlatforms = { amd64: 'x86_64-efi', arm64: 'arm64-efi' } as const;

function findGrub({ files }: System, top: string, firmware: OtherSystem['firmware']): string {
  const platform = firmware === 'uefi' ? uefiPlatforms[ownArchitecture] : 'i386-pc';
  const folders = ['grub', 'grub2'].map((name) => `${top}/boot/${name}`);
  const own = folders.find(
    (folder) =>
      files.status(`${folder}/${menuNames.menu}`)?.kind === 'file' &&
      files.status(`${folder}/${platform}`) !== undefined,
  );
  if (own === undefined) {
    throw refusal(
      `it is not started by GRUB 2: neither ${folders.join(' nor ')} has ${menuNames.menu} and ${platform}`,
    );
  }
  const present = files.list(`${own}/${platform}`) ?? [];
  const missing = menuModules.filter((name) => !present.includes(`${name}.mod`));
  if (missing.length > 0) {
    throw refusal(
      `its GRUB lacks ${missing.join(', ')} (${own}/${platform}): grub-install puts all of it there`,
    );
  }
  return own;
}

function refusal(reason: string): OperationError {
  return new OperationError(
    `this system cannot be taken over: ${reason}. Nothing was changed; k3os install DISK installs to another disk`,
  );
}

function nameOf(release: string): string {
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(release)?.[1] ?? 'the system that is here';
}
