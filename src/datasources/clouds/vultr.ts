import { z } from 'zod';
import type { DataSource } from '../data-source.ts';
import {
  bytesOf,
  jsonOf,
  linesOf,
  optionalText,
  pick,
  requiredText,
} from '../documents/documents.ts';
import { listOf } from '../network/link-draft.ts';

const base = 'http://169.254.169.254';
const name = 'v1.json';

const Interface = z.object({
  mac: optionalText,
  'network-type': optionalText,
  ipv4: z.object({ address: optionalText, netmask: optionalText }).optional().catch(undefined),
});

const Metadata = z.object({
  'instance-v2-id': optionalText,
  instanceid: requiredText,
  hostname: optionalText,
  /** An entry may have several lines. */
  'public-keys': listOf(z.string()),
  // An empty list where there is none.
  'user-data': optionalText,
  'vendor-data': optionalText,
  region: z.object({ regioncode: optionalText }).catch({ regioncode: undefined }),
  interfaces: listOf(Interface),
});

export const vultr: DataSource = {
  name: 'vultr',
  provider: 'Vultr',
  needs: 'network',

  matches: ({ dmi, cmdline }) =>
    // Bare metal has the vendor of its board.
    dmi.sys_vendor === 'Vultr' || cmdline.split(/\s+/).includes('vultr'),

  async fetch({ http }) {
    const metadata = await http.request(`${base}/v1.json`, { none: [] });
    const userdata = await http.request(`${base}/latest/user-data`);
    return { [name]: metadata?.body, userdata: userdata?.body };
  },

  parse(documents) {
    const metadata = pick(Metadata, jsonOf(documents, name), name);
    const ipv4 = (kind: string) =>
      metadata.interfaces.find((each) => each['network-type'] === kind)?.ipv4;
    return {
      instanceId: metadata['instance-v2-id'] || metadata.instanceid,
      hostname: metadata.hostname || undefined,
      sshKeys: metadata['public-keys'].flatMap(linesOf),
      // By itself it has all of its bytes; in JSON it can only be text.
      userdata: documents.userdata?.length ? documents.userdata : bytesOf(metadata['user-data']),
      vendordata: bytesOf(metadata['vendor-data']),
      notices: metadata.interfaces.flatMap(leftOut),
      facts: {
        public_ipv4: ipv4('public')?.address,
        private_ipv4: ipv4('private')?.address,
        private_netmask: ipv4('private')?.netmask,
        region_code: metadata.region.regioncode,
        instance_id: metadata.instanceid,
      },
    };
  },
};

/** DHCP makes the public link alone. */
function leftOut({ mac, ipv4, ...link }: z.output<typeof Interface>): string[] {
  const { address, netmask } = ipv4 ?? {};
  return link['network-type'] !== 'private' || !address
    ? []
    : [
        `the private link ${mac ?? ''} with ${address}, ${netmask ?? 'no netmask'}, is left out, since the network is as DHCP makes it; k3os.interfaces can have it`,
      ];
}
