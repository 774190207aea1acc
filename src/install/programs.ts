import type { System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';
import type { InstallSettings } from './settings.ts';

/** Program to the package of Debian that has it. The image has all of them, another Linux perhaps not. */
const programs: Readonly<Record<string, string>> = {
  blockdev: 'util-linux',
  debugfs: 'e2fsprogs',
  e2fsck: 'e2fsprogs',
  fsfreeze: 'util-linux',
  losetup: 'mount',
  lsblk: 'util-linux',
  mke2fs: 'e2fsprogs',
  'mkfs.vfat': 'dosfstools',
  mount: 'mount',
  sfdisk: 'fdisk',
  tune2fs: 'e2fsprogs',
  wipefs: 'util-linux',
};

/** Nothing is divided and formatted beside another Linux. */
const besideOthers: typeof programs = {
  blkid: 'util-linux',
  blockdev: 'util-linux',
  findmnt: 'util-linux',
  fsfreeze: 'util-linux',
  lsblk: 'util-linux',
  mount: 'mount',
};

/** Fetches what is too large for memory. */
const fetching: typeof programs = { curl: 'curl' };

const script = 'for name; do command -v "$name" >/dev/null || echo "$name"; done';

/** @throws OperationError before anything is touched, and not in the middle of it */
export async function refuseMissingPrograms(
  { exec }: System,
  { isoUrl = '', configUrl = '', takeover = false }: Partial<InstallSettings>,
): Promise<void> {
  const isFetched = /^(https?|tftp):/.test(isoUrl) || configUrl.startsWith('tftp:');
  const own = takeover ? besideOthers : programs;
  const needed = isFetched ? { ...own, ...fetching } : own;
  const { stdout } = await exec(['sh', '-c', script, 'sh', ...Object.keys(needed)]);
  const missing = stdout.split('\n').filter((name) => name in needed);
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((name) => needed[name]))];
    throw new OperationError(
      `this system lacks ${missing.join(', ')}: apt-get install ${packages.join(' ')}`,
    );
  }
}
