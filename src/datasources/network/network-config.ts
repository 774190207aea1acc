import { z } from 'zod';
import { DocumentError, optionalText } from '../documents/documents.ts';
import type { Link } from '../machine/platform.ts';
import { type Network, noNetwork } from './link-draft.ts';
import { networkConfigV1 } from './network-config-v1.ts';
import { networkConfigV2 } from './network-config-v2.ts';

const Wrapped = z.object({ network: z.record(z.string(), z.unknown()) });
const Versioned = z.object({ version: optionalText });

/**
 * cloud-init's network configuration in either version, with or without the key `network` around it. Pure.
 * @param name of the document, for what is told
 * @throws OperationError where it is none
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
  if (document === undefined || document === null || isDisabled(content)) {
    return noNetwork;
  }
  throw new DocumentError(name, 'must have version 1 or 2');
}

/** `{config: disabled}`: nothing is to be done, and DHCP is what is then. */
function isDisabled(content: unknown): boolean {
  return z.object({ config: z.literal('disabled') }).safeParse(content).success;
}
