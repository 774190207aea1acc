import { z } from 'zod';
import { parseCidr } from '../../lib/ip-address.ts';
import type { DataSource } from '../data-source.ts';
import { bytesOf, optionalText, pick, requiredText, yamlOf } from '../documents/documents.ts';
import { maybeBase64 } from '../documents/maybe-base64.ts';
import { networkConfig } from '../network/network-config.ts';
import type { NetworkInterface } from '../network/network-interface.ts';
import { readableNetwork } from '../network/readable-network.ts';

const Metadata = z.object({
  'instance-id': requiredText,
  hostname: optionalText,
  'public-keys': z.array(z.string()).catch([]),
  'public-ipv4': optionalText,
  'local-ipv4': optionalText,
  vendor_data: optionalText,
  'network-config': z.unknown().optional(),
});

/** Hetzner Cloud; a dedicated server of theirs has no such service. */
export const hetzner: DataSource = {
  name: 'hetzner',
  provider: 'Hetzner',
  needs: 'either',

  matches: ({ dmi }) => dmi.sys_vendor === 'Hetzner',

  async fetch({ http, host }) {
    const base = `http://${host}/hetzner/v1`;
    const metadata = await http.request(`${base}/metadata`, { none: [] });
    // 204 where there is none.
    const userdata = await http.request(`${base}/userdata`);
    return { metadata: metadata?.body, userdata: userdata?.body };
  },

  parse(documents, { links }) {
    const metadata = pick(Metadata, yamlOf(documents, 'metadata'), 'metadata');
    const network = readableNetwork(() => networkConfig(metadata['network-config'], links));
    const hasIpv4 = Boolean(metadata['public-ipv4']);
    return {
      instanceId: metadata['instance-id'],
      hostname: metadata.hostname,
      sshKeys: metadata['public-keys'],
      // What is no text can only be given as base64 here.
      userdata: maybeBase64(documents.userdata),
      vendordata: bytesOf(metadata.vendor_data),
      isPartial: network.isPartial,
      // The IPv6 address comes from nobody else.
      interfaces: hasIpv4 ? network.interfaces.map(withDhcp) : network.interfaces,
      notices: network.notices,
      facts: {
        public_ipv4: metadata['public-ipv4'],
        local_ipv4: metadata['local-ipv4'],
        instance_id: metadata['instance-id'],
      },
    };
  },
};

/** DHCP has the public IPv4 address, whatever is described beside it. */
function withDhcp(entry: NetworkInterface): NetworkInterface {
  const isIpv4 = (address: string) => parseCidr(address)?.family === 4;
  return entry.addresses?.some(isIpv4) ? entry : { ...entry, dhcp4: true };
}
