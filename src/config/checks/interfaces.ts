import {
  type Cidr,
  canonicalAddress,
  cidrText,
  familyOf,
  isInside,
  longest,
  parseCidr,
} from '../../lib/ip-address.ts';
import { canonicalMac } from '../../lib/mac-address.ts';
import type { Finding } from '../fields.ts';

/** An entry of `k3os.interfaces`, as far as its values depend on each other. */
export interface InterfaceEntry {
  readonly name?: string | undefined;
  readonly mac?: string | undefined;
  readonly vlan?: string | undefined;
  readonly parent?: string | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly gateway?: readonly string[] | undefined;
  readonly metric?: string | undefined;
  readonly mtu?: string | undefined;
}

type Entries = readonly InterfaceEntry[];

/** What is wrong between values that are right by themselves. */
export function interfaceList(entries: Entries): Finding[] {
  return [
    ...entries.flatMap(wrongMatch),
    ...entries.flatMap(wrongGateways),
    ...entries.flatMap(wrongMtu),
    ...sameLinks(entries),
    ...sameAddresses(entries),
    ...rivalGateways(entries),
  ];
}

/** The name of the link that an entry with a VLAN makes. */
export function vlanLinkName({ name = '', parent, vlan }: InterfaceEntry): string {
  return parent === undefined ? `${name}.${vlan}` : name;
}

interface MatchRule {
  readonly message: string;
  isBroken(entry: InterfaceEntry): boolean;
}

const matchRules: readonly MatchRule[] = [
  {
    message: 'needs a name such as eth0, or a mac',
    isBroken: ({ name, mac }) => name === undefined && mac === undefined,
  },
  {
    message: 'has a name and a mac: give the one that tells the link',
    isBroken: ({ name, mac }) => name !== undefined && mac !== undefined,
  },
  {
    message: 'has a parent and no vlan: give the number of the VLAN, too',
    isBroken: ({ parent, vlan }) => parent !== undefined && vlan === undefined,
  },
  {
    message: "has a parent and a mac: beside parent belongs the VLAN link's own name",
    isBroken: ({ parent, mac }) => parent !== undefined && mac !== undefined,
  },
  {
    message: 'is its own parent: parent is the link below the VLAN',
    isBroken: ({ parent, name }) => parent !== undefined && parent === name,
  },
  {
    message: 'would make a VLAN link of more than 15 letters: give parent, and a shorter name',
    isBroken: (entry) =>
      entry.vlan !== undefined && entry.mac === undefined && vlanLinkName(entry).length > 15,
  },
];

function wrongMatch(entry: InterfaceEntry, index: number): Finding[] {
  const broken = matchRules.find((rule) => rule.isBroken(entry));
  return broken === undefined ? [] : [{ path: [index], message: broken.message }];
}

function wrongGateways({ addresses = [], gateway = [] }: InterfaceEntry, index: number): Finding[] {
  const own = addresses.map(parseCidr);
  const families = gateway.map(familyOf);
  return gateway.flatMap((address, at) => {
    const family = families[at];
    const reason =
      family !== undefined && families.indexOf(family) < at
        ? `is a second IPv${family} gateway of one interface`
        : unreachable(address, own);
    return reason === undefined ? [] : [{ path: [index, 'gateway', at], message: reason }];
  });
}

function unreachable(address: string, all: readonly (Cidr | undefined)[]): string | undefined {
  const family = familyOf(address);
  const own = all.filter((cidr) => cidr?.family === family).filter((cidr) => cidr !== undefined);
  // Of a text that is no address nobody knows what it would have reached, and it is told already.
  if (family === undefined || all.includes(undefined)) {
    return undefined;
  }
  if (own.length === 0) {
    return `needs an IPv${family} address beside it: DHCP brings its own gateway`;
  }
  if (own.some((cidr) => cidr.address === canonicalAddress(address))) {
    return 'is the address of this node itself';
  }
  return isReachable(address, own)
    ? undefined
    : `is outside ${own.map(cidrText).join(' and ')}: a gateway is in the network of an address here`;
}

/** Clouds give a single address, and a gateway that is reached through the link all the same. */
function isReachable(address: string, own: readonly Cidr[]): boolean {
  const areSingle = own.every((cidr) => cidr.length === longest[cidr.family]);
  return areSingle || isLinkLocal(address) || own.some((cidr) => isInside(address, cidr));
}

function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address);
}

function wrongMtu({ mtu, addresses = [] }: InterfaceEntry, index: number): Finding[] {
  const hasIpv6 = addresses.some((text) => parseCidr(text)?.family === 6);
  return hasIpv6 && Number(mtu) < 1280
    ? [{ path: [index, 'mtu'], message: 'must be at least 1280 for IPv6' }]
    : [];
}

function sameLinks(entries: Entries): Finding[] {
  const keyed = entries.flatMap((entry, index) =>
    linkKeys(entry).map((key) => ({ path: [index], key })),
  );
  const firsts = new Map(repeats(keyed).map(({ path: [index = 0], first }) => [index, first]));
  return [...firsts].map(([index, first]) => ({
    path: [index],
    message: `is the link of ${place(first)} again`,
  }));
}

/** A VLAN is known by the name of its link as well as by the card and the number. */
function linkKeys(entry: InterfaceEntry): (string | undefined)[] {
  const { name, parent, mac, vlan } = entry;
  const card = [parent, name, mac].find((text) => text !== undefined);
  const key = card && (canonicalMac(card) ?? card);
  if (key === undefined || vlan === undefined) {
    return [key];
  }
  return [mac === undefined ? vlanLinkName(entry) : undefined, `${key} VLAN ${vlan}`];
}

function sameAddresses(entries: Entries): Finding[] {
  const given = entries.flatMap(({ addresses = [] }, index) =>
    addresses.map((text, at) => ({
      path: [index, 'addresses', at],
      key: parseCidr(text)?.address,
    })),
  );
  return repeats(given).map(({ path, first }) => ({
    path,
    message: `is an address of ${place(first)} already`,
  }));
}

/** Several default routes are fine as long as it is said which one is used first. */
function rivalGateways(entries: Entries): Finding[] {
  const given = entries.flatMap(({ gateway = [], metric = 'none' }, index) =>
    gateway.map((address, at) => ({
      path: [index, 'gateway', at],
      key: `IPv${familyOf(address)}, metric ${metric}`,
    })),
  );
  return repeats(given)
    .filter(({ path, first }) => path[0] !== first[0])
    .map(({ path, first }) => ({
      path,
      message: `competes with the gateway of ${place(first)}: give the two different metrics, the lowest is used first and one without before all`,
    }));
}

interface Keyed {
  readonly path: (string | number)[];
  readonly key: string | undefined;
}

/** Those whose key an earlier one has, with the path of that one. */
function repeats(all: readonly Keyed[]): { path: Keyed['path']; first: Keyed['path'] }[] {
  const firsts = new Map<string, Keyed['path']>();
  return all.flatMap(({ path, key }) => {
    const first = key === undefined ? undefined : firsts.get(key);
    if (key !== undefined && first === undefined) {
      firsts.set(key, path);
    }
    return first === undefined ? [] : [{ path, first }];
  });
}

function place([index]: Keyed['path']): string {
  return `k3os.interfaces[${index}]`;
}
