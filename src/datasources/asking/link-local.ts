import type { System } from '../../effects/system.ts';
import { hasGateway } from '../../facts/machine-facts.ts';
import type { Platform } from '../machine/platform.ts';

type Effects = Pick<System, 'exec' | 'files'>;

/**
 * For a cloud that has no DHCP: its service answers whoever has a link-local address on the first card, which is taken away again. Where
 * there is a network already nothing is done.
 */
export async function withLinkLocal<T>(
  system: Effects,
  { links }: Pick<Platform, 'links'>,
  random: () => number,
  work: () => Promise<T>,
): Promise<T> {
  const link = links[0]?.name;
  if (link === undefined || hasGateway(system.files)) {
    return work();
  }
  const address = `${linkLocalAddress(random)}/16`;
  await system.exec(['ip', 'link', 'set', 'dev', link, 'up']);
  await system.exec(['ip', 'address', 'add', address, 'dev', link, 'scope', 'link']);
  try {
    return await work();
  } finally {
    await system.exec(['ip', 'address', 'delete', address, 'dev', link]);
  }
}

/** As RFC 3927 has them, without the first and the last net, and far from 169.254.169.254. */
function linkLocalAddress(random: () => number): string {
  const third = 1 + Math.floor(random() * 168);
  return `169.254.${third}.${Math.floor(random() * 256)}`;
}
