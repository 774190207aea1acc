import { z } from 'zod';
import { optionalText } from '../documents/documents.ts';
import type { Link } from '../machine/platform.ts';
import type { Network } from './link-draft.ts';
import { networkConfigV1 } from './network-config-v1.ts';
import { networkConfigV2 } from './network-config-v2.ts';

const Wrapped = z.object({ network: z.record(z.string(), z.unknown()) });
const Versioned = z.object({ version: optionalText });

/**
 * cloud-init's network configuration in either version, with or without the key `network` around it. Pure.
 * @param name of the document, for what is told
 */
export function networkConfig(
  document: unknown,
  links: readonly Link[],
  name = 'network-config',
): Network {
  const content = Wrapped.safeParse(document).data?.network ?? document;
  const version = Versioned.safeParse(content).data?.version;
  if (version === '1') {
    return networkConfigV1(content, name);
  }
  if (version === '2') {
    return networkConfigV2(content, links, name);
  }
  const isSilent = document === undefined || document === null || isDisabled(content);
  const notices = isSilent ? [] : [`${name} is left out: it must have version: 1 or version: 2`];
  return { interfaces: [], notices };
}

/** `{config: disabled}`: nothing is to be done, and DHCP is what is then. */
function isDisabled(content: unknown): boolean {
  return z.object({ config: z.literal('disabled') }).safeParse(content).success;
}
