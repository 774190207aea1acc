import { vlanLinkName } from '../config/checks/interfaces.ts';
import type { NodeConfig } from '../config/schema.ts';
import type { LinkFact } from '../facts/links.ts';
import { type Cidr, parseCidr } from '../lib/ip-address.ts';
import { canonicalMac } from '../lib/mac-address.ts';

type Entry = NonNullable<NonNullable<NodeConfig['k3os']>['interfaces']>[number];

/** An entry of `k3os.interfaces` with the link it is for. */
export interface Wish {
  /** Position of the entry. */
  readonly at: number;
  readonly entry: Entry;
  readonly link: string;
  /** The link below a VLAN. */
  readonly parent?: string;
  readonly addresses: readonly Cidr[];
  /** What connman looks after. */
  readonly automatic: { readonly ipv4: boolean; readonly ipv6: boolean };
}

export interface Fault {
  /** Position of the entry. */
  readonly at: number;
  readonly message: string;
}

/**
 * Entries and links together: a MAC address becomes a name. A name that no link has yet is a fault, and a wish all
 * the same: the link may come.
 */
export function wishesOf(
  entries: readonly Entry[],
  links: readonly LinkFact[],
): { wishes: readonly Wish[]; faults: readonly Fault[] } {
  const found = entries.map((entry, at) => wishOf(entry, at, links));
  const all = found.filter((wish) => wish !== undefined);
  const faults = entries.flatMap((entry, at) => {
    const wish = found[at];
    const message =
      wish === undefined
        ? `there is no card with the MAC address ${entry.parent ?? entry.mac}; ${present(links)}`
        : (impossible(wish, all, links) ?? absent(wish, all, links));
    return message === undefined ? [] : [{ at, message }];
  });

  const wishes = all.filter((wish) => impossible(wish, all, links) === undefined);
  // A VLAN's packets are no larger than its card's: the card comes first.
  return { wishes: wishes.toSorted((one, other) => rank(one) - rank(other)), faults };
}

function rank({ parent }: Wish): number {
  return parent === undefined ? 0 : 1;
}

function wishOf(entry: Entry, at: number, links: readonly LinkFact[]): Wish | undefined {
  const card = nameOf(entry.parent ?? entry.name ?? entry.mac ?? '', links);
  if (card === undefined) {
    return undefined;
  }

  const addresses = (entry.addresses ?? []).map(parseCidr).filter((cidr) => cidr !== undefined);
  const common = { at, entry, addresses, automatic: automaticOf(entry) };
  return entry.vlan === undefined
    ? { ...common, link: card }
    : { ...common, link: vlanLinkName({ name: card, ...entry }), parent: card };
}

/** An address of one's own stands for both families: a node with one does not listen to whoever sends advertisements. */
export function automaticOf({ addresses = [], dhcp4, dhcp6 }: Entry): Wish['automatic'] {
  const byItself = addresses.length === 0;
  return { ipv4: dhcp4 ?? byItself, ipv6: dhcp6 ?? byItself };
}

/** @param given name or MAC address */
function nameOf(given: string, links: readonly LinkFact[]): string | undefined {
  const mac = canonicalMac(given);
  return mac === undefined
    ? given
    : links.find((link) => link.mac === mac && link.kind !== 'made')?.name;
}

/** Why nothing is made of an entry. */
function impossible(
  { at, link, parent }: Wish,
  all: readonly Wish[],
  links: readonly LinkFact[],
): string | undefined {
  const card = parent ?? link;
  const first = all.find((other) => other.link === link)?.at;
  if (first !== at) {
    return `${link} is configured by k3os.interfaces[${first}] already: join the two`;
  }
  if (links.some(({ name, kind }) => name === card && kind === 'wireless')) {
    return `${card} is wireless and stays with DHCP: k3os.interfaces is for cables`;
  }
  return link.length > 15
    ? `the VLAN link ${link} would have more than 15 letters: give parent, and a shorter name`
    : undefined;
}

function absent(
  { link, parent }: Wish,
  all: readonly Wish[],
  links: readonly LinkFact[],
): string | undefined {
  const card = parent ?? link;
  const isMade = all.some((other) => other.link === card && other.parent !== undefined);
  return isMade || links.some(({ name }) => name === card)
    ? undefined
    : `there is no link ${card}, it is set up when it comes; ${present(links)}`;
}

function present(links: readonly LinkFact[]): string {
  const cards = links.filter(({ kind }) => kind === 'cable');
  return cards.length === 0
    ? 'this machine has no network card'
    : `this machine has ${cards.map(({ name, mac }) => `${name} (${mac})`).join(', ')}`;
}
