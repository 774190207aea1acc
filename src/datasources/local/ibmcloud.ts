import { z } from 'zod';
import { isMultipart, splitMultipart } from '../../lib/mime.ts';
import type { DataSource } from '../data-source.ts';
import { yamlOf } from '../documents.ts';
import { isDriveOfIbm } from './configdrive.ts';
import { parseEitherDrive, readEitherDrive } from './either-drive.ts';
import { publicKeysOf } from './public-keys.ts';

const Part = z.object({ ssh_authorized_keys: z.unknown().optional() });

/** IBM Cloud: the classic one, on Xen, has a config drive; in a VPC it is NoCloud's, and nothing tells it from others. */
export const ibmcloud: DataSource = {
  name: 'ibmcloud',
  provider: 'IBM Cloud',
  needs: 'nothing',
  matches: ({ present, hypervisorUuid, volumes }) =>
    (present.includes('/proc/xen') || hypervisorUuid !== '') && volumes.some(isDriveOfIbm),
  fetch: readEitherDrive,

  parse(documents, platform) {
    const data = parseEitherDrive(documents, platform);
    const keys = [...(data.sshKeys ?? []), ...keysOfParts(data.vendordata)];
    return { ...data, sshKeys: [...new Set(keys)] };
  },
};

/** In a VPC keys are nowhere else. */
function keysOfParts(vendordata: Buffer | undefined): string[] {
  if (vendordata === undefined || !isMultipart(vendordata)) {
    return [];
  }
  return splitMultipart(vendordata)
    .parts.filter(({ type }) => type === 'text/cloud-config')
    .flatMap(({ content }) => {
      const part = Part.safeParse(yamlOf({ 'vendor-data': content }, 'vendor-data'));
      return publicKeysOf(part.data?.ssh_authorized_keys);
    });
}
