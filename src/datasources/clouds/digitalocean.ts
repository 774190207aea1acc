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
import { maybeBase64 } from '../documents/maybe-base64.ts';
import { digitaloceanInterfaces } from '../network/digitalocean-interfaces.ts';
import { listOf } from '../network/link-draft.ts';

const name = 'v1.json';

const Addresses = listOf(
  z.object({ ipv4: z.object({ ip_address: optionalText }).optional().catch(undefined) }),
);

/** `auth_key`, which is secret, stays in the document. */
const Metadata = z.object({
  droplet_id: requiredText,
  hostname: optionalText,
  region: optionalText,
  user_data: optionalText,
  vendor_data: optionalText,
  /** A list, or one text with a key a line. */
  public_keys: z.union([z.string().transform((text) => [text]), listOf(z.string())]).catch([]),
  interfaces: z
    .object({ public: Addresses, private: Addresses })
    .catch({ public: [], private: [] }),
});

export const digitalocean: DataSource = {
  name: 'digitalocean',
  provider: 'DigitalOcean',
  // Droplets have no DHCP.
  needs: 'link',

  matches: ({ dmi }) => dmi.sys_vendor === 'DigitalOcean',

  async fetch({ http }) {
    const answer = await http.request('http://169.254.169.254/metadata/v1.json', { none: [] });
    return { [name]: answer?.body };
  },

  parse(documents) {
    const document = jsonOf(documents, name);
    const metadata = pick(Metadata, document, name);
    const { interfaces, notices } = digitaloceanInterfaces(document);
    const ipv4 = (kind: 'public' | 'private') => metadata.interfaces[kind][0]?.ipv4?.ip_address;
    return {
      instanceId: metadata.droplet_id,
      hostname: metadata.hostname,
      sshKeys: metadata.public_keys.flatMap(linesOf),
      // Text alone is taken, so whoever has other bytes gives base64.
      userdata: maybeBase64(bytesOf(metadata.user_data)),
      vendordata: bytesOf(metadata.vendor_data),
      interfaces,
      notices,
      facts: {
        public_ipv4: ipv4('public'),
        private_ipv4: ipv4('private'),
        region: metadata.region,
        id: metadata.droplet_id,
      },
    };
  },
};
