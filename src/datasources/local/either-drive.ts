import { OperationError } from '../../errors.ts';
import type { Access } from '../access.ts';
import type { Documents } from '../documents/documents.ts';
import { parseOpenstack } from '../documents/openstack-tree.ts';
import type { InstanceData } from '../instance-data.ts';
import type { Platform, Volume } from '../machine/platform.ts';
import { expectedMs } from '../media/media.ts';
import { fetchNocloud, nocloudLabel, parseNocloud } from './cidata.ts';
import { isConfigDrive, readConfigDrive } from './configdrive.ts';
import { hasLabel } from './first-medium.ts';

/** Hypervisors write one or the other, as whoever made the machine has chosen. */
export function isEitherDrive(volume: Volume): boolean {
  return isConfigDrive(volume) || hasLabel(volume, nocloudLabel);
}

/** @throws OperationError where neither comes in time */
export async function readEitherDrive(access: Access): Promise<Documents> {
  const volumes = await access.media.find(isEitherDrive, expectedMs, access.signal);
  if (volumes.length === 0) {
    throw new OperationError(`no medium is labelled config-2 or ${nocloudLabel}`);
  }
  return volumes.some(isConfigDrive) ? readConfigDrive(access, 0) : fetchNocloud(access, 0);
}

export function parseEitherDrive(documents: Documents, platform: Platform): InstanceData {
  return documents['meta_data.json'] === undefined
    ? parseNocloud(documents, platform)
    : parseOpenstack(documents);
}
