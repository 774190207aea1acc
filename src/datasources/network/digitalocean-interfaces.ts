import { z } from 'zod';
import { optionalText } from '../documents/documents.ts';
import { assemble } from './assemble.ts';
import { type LinkDraft, listOf, type Network, words } from './link-draft.ts';
import { cardKey } from './link-key.ts';

const Ipv4 = z.object({ ip_address: optionalText, netmask: optionalText, gateway: optionalText });
const Ipv6 = z.object({ ip_address: optionalText, cidr: optionalText, gateway: optionalText });
const Interface = z.object({
  mac: optionalText,
  ipv4: Ipv4.optional().catch(undefined),
  ipv6: Ipv6.optional().catch(undefined),
  anchor_ipv4: Ipv4.optional().catch(undefined),
});
type Interface = z.output<typeof Interface>;

const Document = z.object({
  interfaces: z
    .object({ public: listOf(Interface), private: listOf(Interface) })
    .catch({ public: [], private: [] }),
  dns: z.object({ nameservers: words }).catch({ nameservers: [] }),
});

/** Of DigitalOcean's v1.json; there is no DHCP. Pure. */
export function digitaloceanInterfaces(document: unknown): Network {
  const { interfaces, dns } = Document.parse(document);
  return assemble('v1.json', (tell) => {
    const draftsOf = (kind: 'public' | 'private') =>
      interfaces[kind].flatMap((item): LinkDraft[] => {
        const key = cardKey(undefined, item.mac);
        if (typeof key !== 'string') {
          return [{ label: `the ${kind} link`, key, ...contentOf(item, kind === 'public') }];
        }
        tell(`the ${kind} link is left out: ${key}`);
        return [];
      });
    return {
      links: [...draftsOf('public'), ...draftsOf('private')],
      general: { routes: [], nameservers: dns.nameservers, searchDomains: [] },
    };
  });
}

/** The private network leads nowhere, and what comes for the anchor address is answered through the public gateway. */
function contentOf({ ipv4, ipv6, anchor_ipv4: anchor }: Interface, isPublic: boolean) {
  const given = [
    { text: ipv4?.ip_address, mask: ipv4?.netmask },
    { text: ipv6?.ip_address, mask: ipv6?.cidr },
    { text: anchor?.ip_address, mask: anchor?.netmask },
  ];
  return {
    addresses: given.flatMap(({ text, mask }) => (text === undefined ? [] : [{ text, mask }])),
    gateways: isPublic ? [ipv4?.gateway, ipv6?.gateway] : [],
    ...{ routes: [], nameservers: [], searchDomains: [], dhcp4: false, dhcp6: false },
  };
}
