import { OperationError } from '../../errors.ts';
import type { Access } from '../access.ts';
import type { DataSource } from '../data-source.ts';
import type { Documents } from '../documents/documents.ts';
import {
  networkConfigDocument,
  networkConfigPath,
  parseOpenstack,
  vendorDocuments,
  versions,
} from '../documents/openstack-tree.ts';
import { fetchOptional } from '../documents/readable.ts';
import type { Volume } from '../machine/platform.ts';
import { firstMedium, hasLabel, hasText, lastFirst } from './first-medium.ts';

/** IBM gives this one to all its drives; what is on them is not meant for every image. */
const idOfIbm = '9796-932E';

/** OpenStack's drive, which other makers of clouds have taken over. */
export const configDrive: DataSource = {
  name: 'configdrive',
  provider: 'configdrive',
  isMedium: true,
  needs: 'nothing',
  matches: ({ volumes }) =>
    volumes.some((volume) => isConfigDrive(volume) && !isDriveOfIbm(volume)),
  fetch: (access) => readConfigDrive(access, access.lateMs),
  parse: parseOpenstack,
};

export function isConfigDrive(volume: Volume): boolean {
  return hasLabel(volume, 'config-2');
}

export function isDriveOfIbm(volume: Volume): boolean {
  return isConfigDrive(volume) && volume.uuid.toUpperCase() === idOfIbm;
}

/** Of one version folder; all but the first may be absent. */
const driveDocuments = ['meta_data.json', 'user_data', 'network_data.json', ...vendorDocuments];
/** Some clouds have the newest folder only, others write no new ones any more. */
const folders = ['latest', ...versions.toReversed()].map((version) => `openstack/${version}`);

/** @throws OperationError where there is no drive, or none with meta-data */
export async function readConfigDrive(access: Access, waitMs: number): Promise<Documents> {
  const volumes = await access.media.find(isConfigDrive, waitMs, access.signal);
  const medium = await firstMedium(access, lastFirst(volumes), {
    files: folders.flatMap((folder) => driveDocuments.map((name) => `${folder}/${name}`)),
    oneOf: folders.map(metadataIn),
  });
  if (medium === undefined) {
    throw new OperationError('no medium labelled config-2 has openstack/latest/meta_data.json');
  }

  const { volume, documents } = medium;
  const folder = folders.find((each) => hasText(documents[metadataIn(each)]));
  const tree = Object.fromEntries(
    driveDocuments.map((name) => [name, documents[`${folder}/${name}`]]),
  );
  const path = networkConfigPath(tree);
  if (path === undefined) {
    return tree;
  }
  const file = `openstack/${path}`;
  const network = await fetchOptional(networkConfigDocument, async () => {
    return (await access.media.read(volume, [file]))[file];
  });
  return { ...tree, ...network };
}

function metadataIn(folder: string): string {
  return `${folder}/meta_data.json`;
}
