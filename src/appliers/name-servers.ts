import type { NodeConfig } from '../config/schema.ts';
import { automaticOf } from './interface-wishes.ts';

/** Name servers of the configuration, and what they are called there. */
export interface NameServers {
  readonly servers: readonly string[];
  /** Only where nobody else names a server. */
  readonly isFallback: boolean;
  readonly name: string;
  readonly key: readonly string[];
  /** First line of the file, by which it is known as ours. */
  readonly mark: string;
}

/** Those of `interfaces` are the node's; `dns_nameservers` are for when there are none, and DHCP brings none either. */
export function nameServersOf({ k3os }: NodeConfig): NameServers | undefined {
  const { dnsNameservers: fallback = [], interfaces = [] } = k3os ?? {};
  const named = interfaces.flatMap(({ nameservers = [] }) => nameservers);
  const choices: readonly NameServers[] = [
    {
      servers: [...new Set(named)],
      isFallback: false,
      name: 'k3os.interfaces',
      key: ['k3os', 'interfaces'],
      mark: '# k3os.interfaces: name servers of the links',
    },
    {
      servers: fallback,
      isFallback: true,
      name: 'k3os.dns_nameservers',
      key: ['k3os', 'dnsNameservers'],
      mark: '# k3os.dns_nameservers: nobody else named a server',
    },
  ];
  return choices.find(({ servers }) => servers.length > 0);
}

export function searchDomainsOf(config: NodeConfig): string[] {
  return [...new Set(entriesOf(config).flatMap((entry) => entry.searchDomains ?? []))];
}

/**
 * Positions of entries whose domains reach no file while the servers are those of DHCP: connman knows the links that it
 * looks after, and has not heard of the others.
 */
export function lostSearchDomains(config: NodeConfig): number[] {
  return [...entriesOf(config).entries()]
    .filter(([, entry]) => entry.searchDomains !== undefined && !isAutomatic(entry))
    .map(([at]) => at);
}

export const noServersMessage =
  'a gateway is given, but nobody who looks up names: give nameservers beside it';

/** Whoever is given a way to everywhere also wants to find something there. */
export function lacksServers(config: NodeConfig): boolean {
  const hasGateway = entriesOf(config).some(({ gateway = [] }) => gateway.length > 0);
  return hasGateway && nameServersOf(config) === undefined;
}

/** Whether DHCP on a link of the configuration may bring a server. */
export function mayGetServers(config: NodeConfig): boolean {
  return entriesOf(config).some(isAutomatic);
}

type Entry = NonNullable<NonNullable<NodeConfig['k3os']>['interfaces']>[number];

function entriesOf({ k3os }: NodeConfig): readonly Entry[] {
  return k3os?.interfaces ?? [];
}

function isAutomatic(entry: Entry): boolean {
  const { ipv4, ipv6 } = automaticOf(entry);
  return ipv4 || ipv6;
}
