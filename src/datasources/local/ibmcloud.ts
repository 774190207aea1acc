import type { DataSource } from '../data-source.ts';
import { isDriveOfIbm } from './configdrive.ts';
import { parseEitherDrive, readEitherDrive } from './either-drive.ts';

/** IBM Cloud: the classic one, on Xen, has a config drive; in a VPC it is NoCloud's, and nothing tells it from others. */
export const ibmcloud: DataSource = {
  name: 'ibmcloud',
  provider: 'IBM Cloud',
  needs: 'nothing',
  matches: ({ present, hypervisorUuid, volumes }) =>
    (present.includes('/proc/xen') || hypervisorUuid !== '') && volumes.some(isDriveOfIbm),
  fetch: readEitherDrive,
  parse: parseEitherDrive,
};
