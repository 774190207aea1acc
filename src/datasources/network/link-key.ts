import { linkName, vlanId } from '../../config/checks/interface-values.ts';
import { canonicalMac } from '../../lib/mac-address.ts';
import type { LinkKey } from './link-draft.ts';

/** A text says why there is none. */
export type KeyOrReason = LinkKey | string;

/** Documents wish names for cards that may have others here: where there is a MAC address it counts. */
export function cardKey(name: string | undefined, mac: string | undefined): KeyOrReason {
  const canonical = mac === undefined ? undefined : canonicalMac(mac);
  if (canonical !== undefined) {
    return { mac: canonical };
  }
  return name !== undefined && linkName(name) === undefined
    ? { name }
    : 'it has no MAC address, and no name that a link can have';
}

/** @param below the card, or why there is none */
export function vlanKey(
  name: string | undefined,
  id: string | undefined,
  below: KeyOrReason | undefined,
): KeyOrReason {
  if (below === undefined || typeof below === 'string') {
    return 'the link that carries the VLAN is left out, too';
  }
  if (id === undefined || vlanId(id) !== undefined) {
    return 'it has no number of a VLAN';
  }
  const parent = below.mac ?? below.name;
  return name !== undefined && linkName(name) === undefined && name !== parent
    ? { name, parent, vlan: Number(id) }
    : { ...below, vlan: Number(id) };
}

/** Of bonds, bridges and the like. */
export function nothingFor(kind: string): string {
  return `k3os.interfaces has nothing for a ${kind}`;
}
