import type { DataSource } from '../data-source.ts';
import { parseEitherDrive, readEitherDrive } from './either-drive.ts';

/**
 * Proxmox VE: machines look like any of QEMU, and the drive like any NoCloud's, as which it is found. The instance id is a digest of
 * all settings: it changes with each of them.
 */
export const proxmox: DataSource = {
  name: 'proxmox',
  provider: 'Proxmox',
  needs: 'nothing',
  matches: () => false,
  fetch: readEitherDrive,
  parse: parseEitherDrive,
};
