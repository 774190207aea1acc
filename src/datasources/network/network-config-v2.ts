import { matchesGlob } from 'node:path';
import { z } from 'zod';
import { optionalText } from '../documents/documents.ts';
import type { Link } from '../machine/platform.ts';
import { assemble } from './assemble.ts';
import {
  type LinkDraft,
  listOf,
  type Network,
  noGeneral,
  type Route,
  type Tell,
  words,
} from './link-draft.ts';
import { cardKey, type KeyOrReason, nothingFor, vlanKey } from './link-key.ts';

/** With options of its own, an address is the only key of a map. */
const Address = z.union([
  z.string(),
  z.record(z.string(), z.unknown()).transform((map) => Object.keys(map)[0] ?? ''),
]);

const flag = z
  .union([z.boolean(), z.string().transform((text) => /^(true|yes|on)$/i.test(text))])
  .catch(false);

const Device = z.object({
  match: z
    .object({ name: optionalText, macaddress: optionalText, driver: optionalText })
    .optional()
    .catch(undefined),
  addresses: listOf(Address),
  dhcp4: flag,
  dhcp6: flag,
  'accept-ra': flag,
  gateway4: optionalText,
  gateway6: optionalText,
  nameservers: z.object({ addresses: words, search: words }).catch({ addresses: [], search: [] }),
  routes: listOf(z.object({ to: z.string(), via: optionalText, metric: optionalText })),
  mtu: optionalText,
  id: optionalText,
  link: optionalText,
});
type Device = z.output<typeof Device>;

const Devices = z.record(z.string(), Device).catch({});
const Document = z.object({ ethernets: Devices, vlans: Devices });
type Document = z.output<typeof Document>;

/** Kinds of links of which nothing can be made. */
const others = ['bonds', 'bridges', 'wifis', 'tunnels', 'vrfs', 'modems', 'dummy-devices'];

/**
 * cloud-init's version 2, which is netplan's. Pure.
 * @param links of this machine, among which a pattern of names or a driver is looked for
 * @param name of the document, for what is told
 */
export function networkConfigV2(
  document: unknown,
  links: readonly Link[],
  name = 'network-config',
): Network {
  const parsed = Document.catch({ ethernets: {}, vlans: {} }).parse(document);
  return assemble(name, (tell) => {
    tellOthers(document, tell);
    return {
      links: [
        ...Object.entries(parsed.ethernets).flatMap(([id, device]) =>
          draftOf(id, ethernetKey(id, device, links), device, tell),
        ),
        ...Object.entries(parsed.vlans).flatMap(([id, device]) =>
          draftOf(id, carriedKey(id, device, parsed, links), device, tell),
        ),
      ],
      general: noGeneral,
    };
  });
}

function tellOthers(document: unknown, tell: Tell): void {
  const all = z.record(z.string(), z.unknown()).catch({}).parse(document);
  for (const kind of others) {
    const ids = Object.keys(z.record(z.string(), z.unknown()).catch({}).parse(all[kind]));
    for (const id of ids) {
      tell(`${id} is left out: ${nothingFor(kind.replace(/s$/, ''))}`);
    }
  }
}

function ethernetKey(id: string, { match }: Device, links: readonly Link[]): KeyOrReason {
  const { name, macaddress, driver } = match ?? { name: id };
  const isPattern = name === undefined || /[*?[]/.test(name);
  if (macaddress !== undefined || (driver === undefined && !isPattern)) {
    return cardKey(name, macaddress);
  }
  const fits = links.find(
    (link) =>
      (name === undefined || matchesGlob(link.name, name)) &&
      (driver === undefined || matchesGlob(link.driver, driver)),
  );
  return fits === undefined ? 'no card of this machine matches' : cardKey(fits.name, fits.mac);
}

function carriedKey(
  id: string,
  device: Device,
  { ethernets }: Document,
  links: readonly Link[],
): KeyOrReason {
  const below = device.link === undefined ? undefined : ethernets[device.link];
  return vlanKey(id, device.id, below && ethernetKey(device.link ?? '', below, links));
}

function draftOf(id: string, key: KeyOrReason, device: Device, tell: Tell): LinkDraft[] {
  if (typeof key === 'string') {
    tell(`${id} is left out: ${key}`);
    return [];
  }
  return [
    {
      ...{ label: id, key, mtu: device.mtu },
      addresses: device.addresses.map((text) => ({ text })),
      gateways: [device.gateway4, device.gateway6],
      routes: device.routes satisfies readonly Route[],
      dhcp4: device.dhcp4,
      dhcp6: device.dhcp6 || device['accept-ra'],
      nameservers: device.nameservers.addresses,
      searchDomains: device.nameservers.search,
    },
  ];
}
