import {
  type Cidr,
  canonicalAddress,
  cidrText,
  type Family,
  familyOf,
  isInside,
  longest,
} from '../lib/ip-address.ts';
import { keyFileValue } from '../lib/key-file.ts';
import type { Wish } from './interface-wishes.ts';

/**
 * What /usr/lib/k3os/interfaces makes, one wish a line. `own` is for connman's service: a link that it leaves alone.
 */
export function renderLinks(wishes: readonly Wish[]): string {
  const lines = [...bareParents(wishes), ...wishes.flatMap(linkLines), ...deviceRoute(wishes)];
  return `${['# from k3os.interfaces', ...lines].join('\n')}\n`;
}

/** Names of the links that connman leaves alone. */
export function ownLinks(text: string): string {
  return [...text.matchAll(/^own (.*)$/gm)].map(([, link]) => link).join(' ');
}

/** A card of which only VLANs are used has no address of its own. */
function bareParents(wishes: readonly Wish[]): string[] {
  const links = new Set(wishes.map(({ link }) => link));
  const parents = new Set(wishes.flatMap(({ parent }) => parent ?? []));
  return [...parents]
    .filter((parent) => !links.has(parent))
    .flatMap((parent) => [`own ${parent}`, `no-ra ${parent}`, `up ${parent}`]);
}

function linkLines({ link, parent, entry, addresses, automatic }: Wish): string[] {
  const isOwn = !automatic.ipv4 && !automatic.ipv6;
  const hasIpv6 = addresses.some(({ family }) => family === 6);
  return [
    ...(isOwn ? [`own ${link}`] : []),
    ...(parent === undefined ? [] : [`vlan ${link} ${parent} ${entry.vlan}`]),
    ...(isOwn || (hasIpv6 && !automatic.ipv6) ? [`no-ra ${link}`] : []),
    `up ${link}`,
    ...(entry.mtu === undefined ? [] : [`mtu ${link} ${entry.mtu}`]),
    ...addresses.map((cidr) => `address ${link} ${cidrText(cidr)}${cidr.family === 4 ? ' +' : ''}`),
    ...(entry.gateway ?? []).flatMap((gateway) =>
      gatewayLine(link, gateway, entry.metric, addresses),
    ),
  ];
}

/**
 * The best place that a route of the family can have, so that it stands before those of DHCP and router advertisements:
 * connman's own IPv4 route has metric 0, too, and whoever comes second is refused.
 */
const firstMetric: Record<Family, string> = { 4: '0', 6: '1' };

function gatewayLine(
  link: string,
  gateway: string,
  metric: string | undefined,
  all: readonly Cidr[],
): string[] {
  const family = familyOf(gateway);
  const own = all.filter((cidr) => cidr.family === family);
  // Its address was left out as wrong, which is told: without one the kernel takes no route.
  if (family === undefined || own.length === 0) {
    return [];
  }
  const single = own.every((cidr) => cidr.length === longest[family]);
  const onlink = single && !own.some((cidr) => isInside(gateway, cidr)) ? ' onlink' : '';
  return [`gateway ${link} ${canonicalAddress(gateway)} ${metric ?? firstMetric[family]}${onlink}`];
}

/** k3s does not start without a default route; where no network leads on, one to anywhere will do. */
function deviceRoute(wishes: readonly Wish[]): string[] {
  const leadsOn = wishes.some(({ entry, automatic }) => {
    const gateways = entry.gateway ?? [];
    return automatic.ipv4 || gateways.some((gateway) => familyOf(gateway) === 4);
  });
  const isolated = wishes.find(({ addresses }) => addresses.some(({ family }) => family === 4));
  return leadsOn || isolated === undefined ? [] : [`device-route ${isolated.link} ${2 ** 32 - 1}`];
}

/** Undefined: connman does as wished without being told. */
export function renderConnman(wishes: readonly Wish[]): string | undefined {
  const sections = wishes.flatMap(section);
  return sections.length === 0 ? undefined : `${sections.join('\n')}\n`;
}

function section({ link, automatic, entry: { searchDomains = [] } }: Wish): string[] {
  const { ipv4, ipv6 } = automatic;
  const isUsual = ipv4 && ipv6 && searchDomains.length === 0;
  if (isUsual || (!ipv4 && !ipv6)) {
    return [];
  }
  return [
    `[service_${link.replace(/[^A-Za-z0-9]/g, '_')}]`,
    'Type=ethernet',
    `DeviceName=${link}`,
    `IPv4=${ipv4 ? 'dhcp' : 'off'}`,
    `IPv6=${ipv6 ? 'auto' : 'off'}`,
    ...(searchDomains.length === 0
      ? []
      : [`SearchDomains=${searchDomains.map(keyFileValue).join(',')}`]),
  ];
}
