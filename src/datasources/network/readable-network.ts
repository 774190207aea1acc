import { readable } from '../documents/readable.ts';
import type { Network } from './link-draft.ts';

/** A network that cannot be read costs itself alone: the machine tries DHCP, or stays what it was. Pure. */
export function readableNetwork(read: () => Network): Network & { readonly isPartial?: true } {
  const notices: string[] = [];
  return readable(read, notices) ?? { interfaces: [], notices, isPartial: true };
}
