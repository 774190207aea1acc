import { z } from 'zod';
import { OperationError } from '../../errors.ts';
import type { Access } from '../access.ts';
import type { DataSource } from '../data-source.ts';
import { type Documents, optionalText, pick, yamlOf } from '../documents/documents.ts';
import type { InstanceData } from '../instance-data.ts';
import type { Platform } from '../machine/platform.ts';
import { networkConfig } from '../network/network-config.ts';
import { readableNetwork } from '../network/readable-network.ts';
import { clearGuestinfo, readGuestinfo } from './guestinfo.ts';
import { decodeGuestinfo, guestinfoOf, unpackedGuestinfo } from './guestinfo-text.ts';
import { publicKeysOf } from './public-keys.ts';

const keys = ['metadata', 'userdata', 'vendordata'];

const names = z.union([z.string().transform((name) => [name]), z.array(z.string())]).catch([]);
const Metadata = z.object({
  'instance-id': optionalText,
  'local-hostname': optionalText,
  hostname: optionalText,
  'public-keys-data': z.unknown().optional(),
  'public-keys': z.unknown().optional(),
  public_keys_data: z.unknown().optional(),
  public_keys: z.unknown().optional(),
  network: z.unknown().optional(),
  'network.encoding': optionalText,
  redact: names,
  'cleanup-guestinfo': names,
});

/** Settings of a virtual machine of VMware that start with `guestinfo.`, as cloud-init reads them. */
export const vmware: DataSource = {
  name: 'vmware',
  provider: 'VMWARE',
  needs: 'nothing',
  matches: ({ dmi }) => /vmware/i.test(dmi.product_name),

  fetch: ({ exec }) => readDocuments(exec, keys),

  parse: parseVmware,

  // In memory alone it would be lost with the next start.
  settle: (access, isKept) => (isKept ? redact(access) : Promise.resolve()),
};

async function readDocuments(exec: Access['exec'], wanted: readonly string[]): Promise<Documents> {
  const documents: Record<string, Buffer | undefined> = {};
  for (const key of wanted) {
    documents[key] = await readGuestinfo(exec, key);
    if (documents[key] !== undefined) {
      documents[`${key}.encoding`] = await readGuestinfo(exec, `${key}.encoding`);
    }
  }
  return documents;
}

function parseVmware(documents: Documents, platform: Platform): InstanceData {
  const [metadata, userdata, vendordata] = keys.map((key) => guestinfoOf(documents, key));
  if (metadata === undefined && userdata === undefined && vendordata === undefined) {
    throw new OperationError('there is neither guestinfo.userdata nor guestinfo.metadata');
  }
  const found = metadataOf(documents);
  const network = readableNetwork(() =>
    networkConfig(networkOf(found), platform.links, 'network of guestinfo.metadata'),
  );
  const { 'public-keys': given, 'public-keys-data': lines } = found;
  return {
    instanceId: found['instance-id'] ?? (platform.dmi.product_uuid || undefined),
    hostname: found['local-hostname'] ?? found.hostname,
    sshKeys: [lines ?? found.public_keys_data, given ?? found.public_keys].flatMap(publicKeysOf),
    userdata,
    ...(userdata !== undefined &&
      redactedBy(found).includes('userdata') && { isFirstUserdata: true }),
    vendordata,
    interfaces: network.interfaces,
    isPartial: network.isPartial,
    notices: network.notices,
  };
}

function metadataOf(documents: Documents): z.output<typeof Metadata> {
  const content = unpackedGuestinfo(guestinfoOf(documents, 'metadata'), 'guestinfo.metadata');
  const name = 'guestinfo.metadata';
  return pick(Metadata, yamlOf({ [name]: content }, name) ?? {}, name);
}

/** As it is, below a key `config`, or as a text that is encoded like the rest. */
function networkOf({ network, 'network.encoding': encoding }: z.output<typeof Metadata>): unknown {
  const name = 'network of guestinfo.metadata';
  if (typeof network !== 'string') {
    return (
      z.object({ config: z.record(z.string(), z.unknown()) }).safeParse(network).data?.config ??
      network
    );
  }
  const content = decodeGuestinfo(Buffer.from(network), { encoding, name });
  return yamlOf({ [name]: unpackedGuestinfo(content, name) }, name);
}

/**
 * Clears what the metadata asks to clear, since whoever may look at the machine's settings can read it. The metadata themselves stay:
 * they say that the machine is still the same, for which alone what it has learned counts.
 */
async function redact({ exec }: Access): Promise<void> {
  const metadata = await readDocuments(exec, ['metadata']);
  const wanted = redactedBy(metadataOf(metadata));
  const present = await readDocuments(exec, wanted);
  for (const key of wanted.filter((each) => guestinfoOf(present, each) !== undefined)) {
    await clearGuestinfo(exec, key);
  }
}

function redactedBy(metadata: z.output<typeof Metadata>): string[] {
  const wanted = [...metadata.redact, ...metadata['cleanup-guestinfo']];
  return ['userdata', 'vendordata'].filter((key) => wanted.includes(key));
}
