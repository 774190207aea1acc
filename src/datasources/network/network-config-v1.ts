import { z } from 'zod';
import { optionalText } from '../documents/documents.ts';
import { assemble } from './assemble.ts';
import {
  type General,
  type LinkDraft,
  listOf,
  type Network,
  type Route,
  type Tell,
  words,
} from './link-draft.ts';
import { cardKey, type KeyOrReason, nothingFor, vlanKey } from './link-key.ts';

const RouteItem = z.object({
  network: optionalText,
  destination: optionalText,
  netmask: optionalText,
  gateway: optionalText,
  metric: optionalText,
});
type RouteItem = z.output<typeof RouteItem>;

const Subnet = z.object({
  type: z.string().catch(''),
  address: optionalText,
  netmask: optionalText,
  gateway: optionalText,
  dns_nameservers: words,
  dns_search: words,
  routes: listOf(RouteItem),
});

const Item = RouteItem.extend({
  type: z.string(),
  name: optionalText,
  mac_address: optionalText,
  mtu: optionalText,
  vlan_id: optionalText,
  vlan_link: optionalText,
  /** Of name servers. */
  address: words,
  search: words,
  subnets: listOf(Subnet),
});
type Item = z.output<typeof Item>;

const Document = z.object({ config: listOf(Item) });

const noLinks = ['nameserver', 'route', 'loopback'];

/** cloud-init's version 1, as Proxmox and Hetzner have it. Pure. @param name of the document, for what is told */
export function networkConfigV1(document: unknown, name = 'network-config'): Network {
  const { config } = Document.catch({ config: [] }).parse(document);
  return assemble(name, (tell) => ({
    links: config
      .filter(({ type }) => !noLinks.includes(type))
      .flatMap((item) => linkOf(item, config, tell)),
    general: generalOf(config),
  }));
}

function generalOf(config: readonly Item[]): General {
  const servers = config.filter(({ type }) => type === 'nameserver');
  return {
    nameservers: servers.flatMap(({ address }) => address),
    searchDomains: servers.flatMap(({ search }) => search),
    routes: config.filter(({ type }) => type === 'route').flatMap(routeOf),
  };
}

function linkOf(item: Item, all: readonly Item[], tell: Tell): LinkDraft[] {
  const label = item.name ?? item.mac_address ?? item.type;
  const key = keyOf(item, all);
  if (typeof key === 'string') {
    tell(`${label} is left out: ${key}`);
    return [];
  }
  const { subnets, mtu } = item;
  const types = subnets.map(({ type }) => type);
  return [
    {
      ...{ label, key, mtu },
      addresses: subnets.flatMap(({ type, address, netmask }) =>
        type.startsWith('static') && address !== undefined
          ? [{ text: address, mask: netmask }]
          : [],
      ),
      gateways: subnets.map(({ gateway }) => gateway),
      routes: subnets.flatMap(({ routes }) => routes).flatMap(routeOf),
      dhcp4: types.some((type) => type === 'dhcp' || type === 'dhcp4'),
      dhcp6: types.some((type) => /^(dhcp6|ipv6_)/.test(type)),
      nameservers: subnets.flatMap((subnet) => subnet.dns_nameservers),
      searchDomains: subnets.flatMap((subnet) => subnet.dns_search),
    },
  ];
}

function keyOf(item: Item, all: readonly Item[]): KeyOrReason {
  const { type, name, mac_address: mac, vlan_id: id, vlan_link: carrier } = item;
  if (type === 'physical') {
    return cardKey(name, mac);
  }
  const below = all.find((other) => other.type === 'physical' && other.name === carrier);
  return type === 'vlan' ? vlanKey(name, id, below && keyOf(below, all)) : nothingFor(type);
}

function routeOf({ network, destination, netmask, gateway, metric }: RouteItem): Route[] {
  const to = network ?? destination;
  return to === undefined ? [] : [{ to, mask: netmask, via: gateway, metric }];
}
