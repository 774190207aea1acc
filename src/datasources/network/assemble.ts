import * as link from '../../config/checks/interface-values.ts';
import { ipAddress } from '../../config/checks/network.ts';
import type { Check } from '../../config/fields.ts';
import { canonicalAddress, familyOf, isInside, parseCidr } from '../../lib/ip-address.ts';
import type { General, LinkDraft, Network, Route, Tell } from './link-draft.ts';
import { cidrOf } from './mask.ts';
import type { NetworkInterface } from './network-interface.ts';
import { defaultRoutes, onePerFamily } from './routes.ts';
import { withMetrics, withoutFaults } from './settle.ts';

/** Lists that may be empty are there. */
interface Entry extends NetworkInterface {
  readonly addresses: readonly string[];
  readonly gateway: readonly string[];
  readonly nameservers: readonly string[];
  readonly search_domains: readonly string[];
}

/**
 * Links of a document as entries of `k3os.interfaces`, all of which a configuration may have: what it refuses is left out, and
 * told. No entries where DHCP is all that is wished: every link has that by itself.
 * @param document its name, for what is told
 */
export function assemble(
  document: string,
  describe: (tell: Tell) => { links: readonly LinkDraft[]; general: General },
): Network {
  const notices: string[] = [];
  const tell: Tell = (notice) => notices.push(`${document}: ${notice}`);
  const { links, general } = describe(tell);
  const entries = links.map((draft) => entryOf(draft, tell));
  if (!entries.some(isStatic)) {
    return { interfaces: [], notices };
  }
  const kept = withGeneral(entries.filter(saysMore), general, tell);
  return { interfaces: withoutFaults(withMetrics(kept.map(compact)), tell), notices };
}

function entryOf({ label, key, ...draft }: LinkDraft, tell: Tell): Entry {
  const sound = (what: string, values: readonly (string | undefined)[], check: Check) =>
    soundOnes(`${label}: ${what}`, values, check, tell);
  const given = draft.addresses.map(({ text, mask }) => cidrOf(text, mask) ?? text);
  const addresses = sound('address', given, link.nodeAddress);
  const routes = defaultRoutes(label, draft.routes, tell);
  const gateways = [...draft.gateways, ...routes.map(({ via }) => via)];
  return {
    ...key,
    addresses,
    ...automatic(draft, addresses),
    gateway: onePerFamily(sound('gateway', gateways, link.gatewayAddress).map(canonicalAddress)),
    metric: metricOf(routes),
    nameservers: sound('name server', draft.nameservers, ipAddress),
    search_domains: sound('search domain', draft.searchDomains, link.searchDomain),
    mtu: sound('MTU', [draft.mtu], link.mtu).map(Number)[0],
  };
}

/** Only what differs from what goes without saying, beside addresses and without them. */
function automatic(draft: Omit<LinkDraft, 'label' | 'key'>, addresses: readonly string[]) {
  if (addresses.length > 0) {
    return { dhcp4: draft.dhcp4 || undefined, dhcp6: draft.dhcp6 || undefined };
  }
  const isBare = draft.addresses.length === 0 && !draft.dhcp4 && !draft.dhcp6;
  return isBare ? { dhcp4: false, dhcp6: false } : {};
}

function metricOf(routes: readonly Route[]): number | undefined {
  const metrics = routes.flatMap(({ metric }) => metric ?? []);
  return metrics.filter((metric) => link.metric(metric) === undefined).map(Number)[0];
}

/** Each once; those that are none are told. */
function soundOnes(
  what: string,
  values: readonly (string | undefined)[],
  check: Check,
  tell: Tell,
): string[] {
  const given = [...new Set(values.filter((value) => value !== undefined && value !== ''))];
  return (given as string[]).filter((value) => {
    const fault = check(value);
    if (fault !== undefined) {
      tell(`${what} ${value} is left out: it ${fault}`);
    }
    return fault === undefined;
  });
}

function isStatic({ addresses, vlan }: Entry): boolean {
  return addresses.length > 0 || vlan !== undefined;
}

/** More than that there is such a link. One that has nothing at all gets DHCP, as every link. */
function saysMore(entry: Entry): boolean {
  const { nameservers, search_domains, mtu } = entry;
  const isTold = nameservers.length > 0 || search_domains.length > 0;
  return isStatic(entry) || isTold || mtu !== undefined;
}

/** What counts for the whole machine stands with the link that leads to everywhere. */
function withGeneral(entries: readonly Entry[], general: General, tell: Tell): Entry[] {
  const routes = defaultRoutes('routes', general.routes, tell);
  const servers = soundOnes('name server', general.nameservers, ipAddress, tell);
  const domains = soundOnes('search domain', general.searchDomains, link.searchDomain, tell);
  const routed = entries.map((entry) => withRoutes(entry, routes));
  const outward = routed.findIndex(({ gateway }) => gateway.length > 0);
  return routed.map((entry, at) =>
    at === Math.max(outward, 0)
      ? {
          ...entry,
          nameservers: [...new Set([...entry.nameservers, ...servers])],
          search_domains: [...new Set([...entry.search_domains, ...domains])],
        }
      : entry,
  );
}

function withRoutes(entry: Entry, routes: readonly Route[]): Entry {
  const vias = routes.flatMap(({ via }) => via ?? []).filter((via) => familyOf(via) !== undefined);
  const cidrs = entry.addresses.map(parseCidr).filter((cidr) => cidr !== undefined);
  const reached = vias.filter((via) => cidrs.some((cidr) => isInside(via, cidr)));
  return { ...entry, gateway: onePerFamily([...entry.gateway, ...reached]) };
}

/** Without what is not said. */
function compact(entry: Entry): NetworkInterface {
  return Object.fromEntries(
    Object.entries(entry).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}
