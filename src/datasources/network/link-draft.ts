import { z } from 'zod';
import { optionalText } from '../documents/documents.ts';
import type { NetworkInterface } from './network-interface.ts';

/** What documents of a network become. */
export interface Network {
  readonly interfaces: readonly NetworkInterface[];
  /** What could not be taken, and why. */
  readonly notices: readonly string[];
}

export const noNetwork: Network = { interfaces: [], notices: [] };

export type Tell = (notice: string) => void;

/** Which link is meant. */
export type LinkKey = Pick<NetworkInterface, 'name' | 'mac' | 'vlan' | 'parent'>;

/** A link as a document describes it, nothing checked. */
export interface LinkDraft extends Resolver {
  /** What the document calls it. */
  readonly label: string;
  readonly key: LinkKey;
  readonly addresses: readonly Address[];
  readonly gateways: readonly (string | undefined)[];
  readonly routes: readonly Route[];
  readonly dhcp4: boolean;
  /** Router advertisements, too. */
  readonly dhcp6: boolean;
  readonly mtu?: string | undefined;
}

interface Address {
  readonly text: string;
  readonly mask?: string | undefined;
}

/** For the whole machine. */
export interface General extends Resolver {
  readonly routes: readonly Route[];
}

interface Resolver {
  readonly nameservers: readonly string[];
  readonly searchDomains: readonly string[];
}

export interface Route {
  readonly to: string;
  readonly mask?: string | undefined;
  readonly via?: string | undefined;
  readonly metric?: string | undefined;
}

export const noGeneral: General = { routes: [], nameservers: [], searchDomains: [] };

/** Texts of a list, or of one text with blanks between; anything else is none. */
export const words = z
  .union([z.string(), z.array(optionalText)])
  .transform((given) => [given].flat().flatMap((text) => (text ?? '').split(/[\s,]+/)))
  .transform((texts) => texts.filter((text) => text !== ''))
  .catch([]);

/** A list of which entries that make no sense are none. */
export function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(z.union([item, z.unknown().transform(() => undefined)]))
    .transform((items) => items.filter((each) => each !== undefined) as z.output<T>[])
    .catch([]);
}
