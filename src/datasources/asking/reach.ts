import type { System } from '../../effects/system.ts';
import { OperationError, reasonOf } from '../../errors.ts';
import type { DataSource } from '../data-source.ts';
import type { Platform } from '../machine/platform.ts';
import { withLinkLocal } from './link-local.ts';

/** Where most clouds have their service, as it stands in a URL. */
export const usualHost = '169.254.169.254';
const onLink = 'fe80::a9fe:a9fe';

export interface Way<T> {
  readonly system: Pick<System, 'exec' | 'files'>;
  readonly platform: Pick<Platform, 'links'>;
  readonly random: () => number;
  readonly networkUp: () => Promise<void>;
  /** Asks the service at this host. */
  readonly ask: (host: string, signal: AbortSignal) => Promise<T>;
  readonly signal: AbortSignal;
}

/** Asks a source as soon as there is what it needs. @throws OperationError */
export const reach: Readonly<Record<DataSource['needs'], <T>(way: Way<T>) => Promise<T>>> = {
  nothing: ({ ask, signal }) => ask(usualHost, signal),
  async network({ networkUp, ask, signal }) {
    await networkUp();
    return ask(usualHost, signal);
  },
  link: ({ system, platform, random, ask, signal }) =>
    withLinkLocal(system, platform, random, () => ask(usualHost, signal)),
  either: askBoth,
};

/**
 * By IPv4 when there is a network, and meanwhile at the link-local address of IPv6 on each card, for which no network is needed: where a
 * cloud gives no IPv4 only that one is there, and says what the network is to be. Who answers first counts.
 */
async function askBoth<T>({ platform, networkUp, ask, signal }: Way<T>): Promise<T> {
  const answered = new AbortController();
  const ended = AbortSignal.any([signal, answered.signal]);
  try {
    return await Promise.any([
      networkUp().then(() => ask(usualHost, ended)),
      ...platform.links.map(({ name }) => ask(`[${onLink}%${name}]`, ended)),
    ]);
  } catch (error) {
    const { errors } = error as AggregateError;
    throw new OperationError(errors.map(reasonOf).join('; '));
  } finally {
    answered.abort();
  }
}
