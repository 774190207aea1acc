import { z } from 'zod';
import { OperationError } from '../../errors.ts';
import type { InstanceData } from '../instance-data.ts';
import { eni } from '../network/eni.ts';
import { listOf, type Network, noNetwork } from '../network/link-draft.ts';
import { networkData } from '../network/network-data.ts';
import { readableNetwork } from '../network/readable-network.ts';
import {
  bytesOf,
  type Documents,
  jsonOf,
  linesOf,
  optionalText,
  pick,
  requiredText,
  textOf,
} from './documents.ts';
import { readable } from './readable.ts';

/** Read from drives only, where they cost nothing: a service that fails at them would cost the rest. */
export const vendorDocuments = ['vendor_data.json', 'vendor_data2.json'] as const;
/** As a document: the file that `networkConfigPath` names. */
export const networkConfigDocument = 'network_config';

/** Of those, whose files are known here. */
export const versions = [
  ...['2012-08-10', '2013-04-04', '2013-10-17', '2015-10-15'],
  ...['2016-06-30', '2016-10-06', '2017-02-22', '2018-08-27'],
];

/** The newest version folder of a listing that is known here, else `latest`. Pure. */
export function newestVersion(listing: readonly string[]): string {
  const offered = new Set(listing.map((line) => line.trim().replace(/\/$/, '')));
  return versions.findLast((version) => offered.has(version)) ?? 'latest';
}

const MetaData = z.object({
  // Without one it is not OpenStack that answers.
  uuid: requiredText,
  hostname: optionalText,
  name: optionalText,
  availability_zone: optionalText,
  public_keys: z.record(z.string(), optionalText).catch({}),
  keys: listOf(z.object({ type: z.string(), data: z.string() })),
  network_config: z.object({ content_path: z.string() }).optional().catch(undefined),
});

function metaDataOf(documents: Documents) {
  const name = 'meta_data.json';
  const document = jsonOf(documents, name);
  if (document === undefined) {
    throw new OperationError(`${name} is absent or empty`);
  }
  return pick(MetaData, document, name);
}

/**
 * Path below `openstack/` of a network configuration of the old kind, which Proxmox writes. Pure.
 * @throws OperationError where meta_data.json makes no sense
 */
export function networkConfigPath(documents: Documents): string | undefined {
  const path = metaDataOf(documents).network_config?.content_path ?? '';
  return /^\/?(content\/[A-Za-z0-9_-]+)$/.exec(path)?.[1];
}

/**
 * What a metadata service or a config drive of OpenStack says. Pure.
 * @throws OperationError where meta_data.json makes no sense
 */
export function parseOpenstack(documents: Documents): InstanceData {
  const meta = metaDataOf(documents);
  const keys = [
    ...Object.values(meta.public_keys),
    ...meta.keys.filter(({ type }) => type === 'ssh').map(({ data }) => data),
  ];
  const notices: string[] = [];
  const hostname = meta.hostname ?? meta.name;
  const network = readableNetwork(() => networkOf(documents));
  return {
    instanceId: meta.uuid,
    hostname,
    sshKeys: [...new Set(keys.flatMap(linesOf))],
    userdata: documents.user_data?.length === 0 ? undefined : documents.user_data,
    vendordata: vendordataOf(documents, notices),
    interfaces: network.interfaces,
    isPartial: network.isPartial,
    facts: {
      availability_zone: meta.availability_zone,
      instance_id: meta.uuid,
    },
    notices: [...notices, ...network.notices],
  };
}

function networkOf(documents: Documents): Network {
  const data = jsonOf(documents, 'network_data.json');
  if (data !== undefined) {
    return networkData(data);
  }
  const old = textOf(documents, networkConfigDocument);
  return old === undefined ? noNetwork : eni(old);
}

const Vendor = z.union([
  z.string(),
  z
    .array(z.string())
    .length(1)
    .transform(([text]) => text),
]);

function vendordataOf(documents: Documents, notices: string[]): Buffer | undefined {
  const found = vendorDocuments.map((name) => {
    const document = readable(() => jsonOf(documents, name), notices);
    const parsed = Vendor.safeParse(forCloudInit(document));
    if (!parsed.success && !isNothing(forCloudInit(document))) {
      notices.push(`${name} is left out: what it has for cloud-init is no text`);
    }
    return bytesOf(parsed.data);
  });
  return found.find((content) => content !== undefined);
}

/** Each program that reads it has a key of its own; one that is alone needs none. */
function forCloudInit(document: unknown): unknown {
  const keyed = z.record(z.string(), z.unknown()).safeParse(document);
  return keyed.success ? keyed.data['cloud-init'] : document;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
