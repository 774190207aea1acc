import type { DataSource } from '../data-source.ts';
import { parseOpenstack } from '../documents/openstack-tree.ts';
import { expectedMs } from '../media/media.ts';
import { readConfigDrive } from './configdrive.ts';

/** Nutanix AHV, whose machines always have the drive. */
export const nutanix: DataSource = {
  name: 'nutanix',
  provider: 'Nutanix',
  needs: 'nothing',
  matches: ({ dmi }) => dmi.sys_vendor === 'Nutanix' && dmi.product_name === 'AHV',
  fetch: (access) => readConfigDrive(access, expectedMs),
  parse: parseOpenstack,
};
