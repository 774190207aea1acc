import { z } from 'zod';
import { optionalText, pick } from '../documents/documents.ts';
import { assemble } from './assemble.ts';
import { type LinkDraft, listOf, type Network, type Tell } from './link-draft.ts';
import { cardKey, type KeyOrReason, nothingFor, vlanKey } from './link-key.ts';

const Services = listOf(z.object({ type: z.string(), address: optionalText }));
type Services = z.output<typeof Services>;

const LinkItem = z.object({
  id: optionalText,
  name: optionalText,
  /** Says how the host has plugged it in (`ovs`, `tap`, null, …): to us all but bonds and VLANs are cards. */
  type: optionalText,
  ethernet_mac_address: optionalText,
  mtu: optionalText,
  vlan_id: optionalText,
  vlan_link: optionalText,
  vlan_mac_address: optionalText,
});
type LinkItem = z.output<typeof LinkItem>;

const NetworkItem = z.object({
  link: optionalText,
  type: optionalText,
  ip_address: optionalText,
  netmask: optionalText,
  gateway: optionalText,
  routes: listOf(
    z.object({
      network: z.string(),
      netmask: optionalText,
      gateway: optionalText,
      services: Services,
    }),
  ),
  services: Services,
  dns_nameservers: listOf(z.string()),
});
type NetworkItem = z.output<typeof NetworkItem>;

const Document = z.object({
  links: listOf(LinkItem),
  networks: listOf(NetworkItem),
  services: Services,
});

const name = 'network_data.json';

/** OpenStack's network_data.json. Pure. @throws OperationError where it is none */
export function networkData(document: unknown): Network {
  const { links, networks, services } = pick(Document, document, name);
  return assemble(name, (tell) => ({
    links: links.flatMap((item) => {
      const own = networks.filter((network) => network.link === item.id);
      return draftOf(item, keyOf(item, links), own, tell);
    }),
    general: { routes: [], nameservers: serversOf(services), searchDomains: [] },
  }));
}

/** The id is what the host calls it, never a name here. */
function keyOf(item: LinkItem, all: readonly LinkItem[]): KeyOrReason {
  if (item.type === 'bond') {
    return nothingFor('bond');
  }
  if (item.type === 'vlan') {
    const below = all.find(({ id, type }) => id === item.vlan_link && type !== 'vlan');
    return vlanKey(undefined, item.vlan_id, below && keyOf(below, all));
  }
  return cardKey(undefined, item.ethernet_mac_address);
}

function draftOf(
  item: LinkItem,
  key: KeyOrReason,
  networks: readonly NetworkItem[],
  tell: Tell,
): LinkDraft[] {
  const label = item.id ?? item.ethernet_mac_address ?? 'a link';
  if (typeof key === 'string') {
    tell(`${label} is left out: ${key}`);
    return [];
  }
  const mac = item.vlan_mac_address?.toLowerCase();
  if (item.type === 'vlan' && mac !== undefined && mac !== key.mac) {
    tell(`${label} keeps the MAC address of its card: k3os.interfaces gives none to a VLAN`);
  }
  const routes = networks.flatMap((network) => network.routes);
  const fixed = networks.filter(({ type }) => type === 'ipv4' || type === 'ipv6');
  return [
    {
      ...{ label, key, mtu: item.mtu },
      addresses: fixed.flatMap(({ ip_address: text, netmask: mask }) =>
        text === undefined ? [] : [{ text, mask }],
      ),
      gateways: fixed.map(({ gateway }) => gateway),
      routes: routes.map(({ network: to, netmask: mask, gateway: via }) => ({ to, mask, via })),
      dhcp4: networks.some(({ type }) => type === 'ipv4_dhcp'),
      dhcp6: networks.some(({ type }) => type?.startsWith('ipv6_')),
      nameservers: [
        ...networks.flatMap((network) => network.dns_nameservers),
        ...[...networks, ...routes].flatMap((each) => serversOf(each.services)),
      ],
      searchDomains: [],
    },
  ];
}

function serversOf(services: Services): string[] {
  return services.flatMap(({ type, address }) => (type === 'dns' ? (address ?? []) : []));
}
