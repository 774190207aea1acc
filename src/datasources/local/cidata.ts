import { OperationError } from '../../errors.ts';
import type { Access } from '../access.ts';
import { contentOf, type Documents, refuseWebPages, yamlOf } from '../documents/documents.ts';
import type { InstanceData } from '../instance-data.ts';
import type { Platform, Volume } from '../machine/platform.ts';
import { networkConfig } from '../network/network-config.ts';
import { readableNetwork } from '../network/readable-network.ts';
import { firstMedium, hasLabel, lastFirst } from './first-medium.ts';
import { nocloudMetadata, refuseDisabled } from './nocloud-metadata.ts';
import { readSeed } from './nocloud-seed.ts';
import { nocloudWords } from './nocloud-words.ts';
import { unknownDmi } from './seed-url.ts';
import { vendorKeys } from './vendor-keys.ts';

export const nocloudLabel = 'cidata';
/** Vendor-data is read where a failure at it costs nothing else. */
const mediumFiles = ['user-data', 'meta-data', 'network-config', 'vendor-data'];

/** What is below a seed replaces what is on a medium, but for its meta-data, which only adds to it: as cloud-init has it. */
export async function fetchNocloud(access: Access, waitMs: number): Promise<Documents> {
  const words = nocloudWords(access.platform);
  const isWanted = (volume: Volume) => hasLabel(volume, nocloudLabel);
  const volumes = await access.media.find(isWanted, waitMs, access.signal);
  const medium = await firstMedium(access, lastFirst(volumes), {
    files: mediumFiles,
    oneOf: ['user-data', 'meta-data'],
  });
  if (words === undefined && medium === undefined) {
    throw new OperationError(
      `no medium labelled ${nocloudLabel} has user-data or meta-data, and there is no word ds=nocloud`,
    );
  }

  const own = medium?.documents ?? {};
  const seed = words?.seed ?? nocloudMetadata(own, 'meta-data').seed;
  if (seed === undefined) {
    return own;
  }
  const { 'meta-data': seeded, ...rest } = await readSeed(access, seed);
  const given = Object.entries(rest).filter(([, content]) => content !== undefined);
  return { ...own, ...Object.fromEntries(given), 'meta-data of the seed': seeded };
}

export function parseNocloud(documents: Documents, platform: Platform): InstanceData {
  refuseWebPages(documents);
  const words = nocloudWords(platform) ?? {};
  const own = nocloudMetadata(documents, 'meta-data');
  const seeded = nocloudMetadata(documents, 'meta-data of the seed');
  refuseDisabled(words.mode, own.mode, seeded.mode);
  const vendordata = contentOf(documents, 'vendor-data');
  const vendor = vendorKeys(vendordata);
  const network = readableNetwork(() =>
    networkConfig(yamlOf(documents, 'network-config'), platform.links),
  );

  return {
    instanceId: words.instanceId ?? own.instanceId ?? seeded.instanceId,
    hostname: words.hostname ?? own.hostname ?? seeded.hostname,
    sshKeys: [own, seeded, vendor].map(({ sshKeys }) => sshKeys).find(isSome) ?? [],
    userdata: contentOf(documents, 'user-data'),
    vendordata,
    interfaces: network.interfaces,
    isPartial: network.isPartial,
    notices: [
      ...unknownDmi(words.seed ?? own.seed ?? ''),
      ...[own, seeded, vendor, network].flatMap(({ notices }) => notices),
    ],
  };
}

function isSome(keys: readonly string[]): boolean {
  return keys.length > 0;
}
