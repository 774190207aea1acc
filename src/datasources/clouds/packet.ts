import { z } from 'zod';
import { OperationError } from '../../errors.ts';
import type { DataSource } from '../data-source.ts';
import { DocumentError, jsonOf, optionalText, pick } from '../documents/documents.ts';
import { listOf } from '../network/link-draft.ts';

const base = 'https://metadata.platformequinix.com';
// To anything more exact it answers 406.
const headers = { Accept: '*/*' };

const Address = z.object({
  address: optionalText,
  cidr: optionalText,
  public: z.boolean().catch(false),
  address_family: z.number().catch(4),
});
const Network = z.object({ addresses: listOf(Address) }).catch({ addresses: [] });

const Metadata = z.object({
  id: optionalText,
  hostname: optionalText,
  ssh_keys: z.array(z.string()).catch([]),
  error: optionalText,
  network: Network,
});

/**
 * Equinix Metal, which was Packet. Its end was announced for June 2026; old configurations name it. Its machines have nothing that
 * tells them from others, so only a configuration can name it.
 */
export const packet: DataSource = {
  name: 'packet',
  aliases: ['equinixmetal'],
  provider: 'Packet',
  needs: 'network',

  matches: () => false,

  async fetch({ http }) {
    const metadata = await http.request(`${base}/metadata`, { headers, none: [] });
    const userdata = await http.request(`${base}/userdata`, { headers });
    return { metadata: metadata?.body, userdata: userdata?.body };
  },

  parse(documents) {
    const metadata = pick(Metadata, jsonOf(documents, 'metadata'), 'metadata');
    // It comes with a 200.
    if (metadata.error !== undefined && metadata.error !== '') {
      throw new OperationError(`metadata: the service says: ${metadata.error}`);
    }
    if (metadata.id === undefined) {
      throw new DocumentError('metadata', ': id is missing');
    }
    return {
      instanceId: metadata.id,
      hostname: metadata.hostname,
      sshKeys: metadata.ssh_keys,
      userdata: ownUserdata(documents.userdata),
      notices: leftOut(metadata.network),
    };
  },
};

/** DHCP gives the public IPv4 address alone, to one link; k3OS made the rest, and a bond, with commands of its own. */
function leftOut({ addresses }: z.output<typeof Network>): string[] {
  const rest = addresses.filter((each) => !each.public || each.address_family !== 4);
  const list = rest.map(({ address, cidr }) => `${address}/${cidr}`).join(', ');
  return rest.length === 0
    ? []
    : [`${list}: left out, since the network is as DHCP makes it; k3os.interfaces can have them`];
}

/** Machines that boot by iPXE have its script there. */
function ownUserdata(content: Buffer | undefined): Buffer | undefined {
  return content === undefined ||
    content.length === 0 ||
    content.toString('latin1').startsWith('#!ipxe')
    ? undefined
    : content;
}
