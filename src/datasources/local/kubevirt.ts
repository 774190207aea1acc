import type { DataSource } from '../data-source.ts';
import { isEitherDrive, parseEitherDrive, readEitherDrive } from './either-drive.ts';

/** Virtual machines in Kubernetes. Not all of them have a drive, so without one nobody waits for it. */
export const kubevirt: DataSource = {
  name: 'kubevirt',
  provider: 'KubeVirt',
  needs: 'nothing',
  // The names can be changed by whoever runs the cluster; the drive is then found as nocloud or configdrive.
  matches: ({ dmi, volumes }) =>
    [dmi.product_family, dmi.sys_vendor].includes('KubeVirt') && volumes.some(isEitherDrive),
  fetch: readEitherDrive,
  parse: parseEitherDrive,
};
