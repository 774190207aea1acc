import type { System } from '../effects/system.ts';
import { reasonOf } from '../errors.ts';
import { firstDelay } from '../lib/backoff.ts';
import type { Access } from './access.ts';
import type { Documents } from './documents.ts';
import { type Asked, type ClientOptions, metadataClient } from './http/client.ts';
import { far, near, type Patience, unlikely } from './http/timing.ts';
import type { InstanceData } from './instance-data.ts';
import { withLinkLocal } from './link-local.ts';
import type { Media } from './media/media.ts';
import { withOrigins } from './origins.ts';
import type { Platform } from './platform.ts';
import type { Candidate } from './select.ts';
import { soundData } from './sound.ts';

/** What became of one source. */
export type Answered = Candidate & {
  readonly asked: readonly Asked[];
  readonly elapsedMs: number;
} & ({ readonly data: InstanceData } | { readonly failure: string });

export interface AskOptions {
  readonly system: System;
  readonly media: Media;
  readonly platform: Platform;
  /** For the place of this machine among others that start at the same moment. */
  readonly machineId: string;
  readonly random: () => number;
  /** Resolves when the network can be used, or has had its time. Waited for by those that need it, and by nobody else. */
  readonly networkUp: () => Promise<void>;
}

/**
 * Asks all of them side by side. The order decides who wins, not who is quickest: this ends as soon as the one that counts
 * has answered, and everybody before it has failed.
 * @param isEnough whether those that have answered are all that is needed; given in their order, without gaps
 * @returns those that have ended by then, in their order
 */
export async function askSources(
  candidates: readonly Candidate[],
  options: AskOptions,
  isEnough: (answered: readonly Answered[]) => boolean,
): Promise<readonly Answered[]> {
  const ended = new AbortController();
  const running = candidates.map((candidate) => askOne(candidate, options, ended.signal));
  const answered: Answered[] = [];
  for (const each of running) {
    answered.push(await each);
    if (isEnough(answered)) {
      break;
    }
  }
  ended.abort();
  return answered;
}

async function askOne(
  candidate: Candidate,
  options: AskOptions,
  signal: AbortSignal,
): Promise<Answered> {
  const { source } = candidate;
  const { system } = options;
  const patience = patienceWith(candidate);
  const asked: Asked[] = [];
  const began = system.clock.monotonicMs();
  const outcome = (rest: { data: InstanceData } | { failure: string }): Answered => ({
    ...{ ...candidate, asked, elapsedMs: system.clock.monotonicMs() - began },
    ...rest,
  });
  try {
    if (source.needs === 'network') {
      await options.networkUp();
    }
    if (patience.spreadMs > 0) {
      await system.clock.sleep(firstDelay(options.machineId, patience.spreadMs));
    }
    const access = accessFor(options, patience, { signal, onAsked: (one) => asked.push(one) });
    return outcome(await answerOf(candidate, options, access));
  } catch (error) {
    return outcome({ failure: reasonOf(error) });
  }
}

async function answerOf(
  { source, argument }: Candidate,
  { system, platform, random }: AskOptions,
  access: Access,
): Promise<{ data: InstanceData } | { failure: string }> {
  const { http, reasonOf: reasonWithOrigin } = withOrigins(access.http);
  let documents: Documents = {};
  try {
    const fetch = () => source.fetch({ ...access, http }, argument);
    documents =
      source.needs === 'link'
        ? await withLinkLocal(system, platform, random, fetch)
        : await fetch();
    return { data: soundData(source.parse(documents, platform)) };
  } catch (error) {
    return { failure: reasonWithOrigin(error, documents) };
  }
}

/**
 * Whoever has answered is told that it was heard, where it waits for that, and is there beyond doubt.
 * @returns why that could not be said
 */
export async function settle(
  { source, matches }: Candidate,
  options: AskOptions,
  isKept: boolean,
): Promise<string | undefined> {
  try {
    await (matches ? source.settle?.(accessFor(options, unlikely, {}), isKept) : undefined);
    return undefined;
  } catch (error) {
    return `${source.name} could not be told that this machine is ready: ${reasonOf(error)}`;
  }
}

function accessFor(
  { system, platform, media, random }: AskOptions,
  patience: Patience,
  more: Pick<ClientOptions, 'signal' | 'onAsked'>,
): Access {
  return {
    ...{ platform, media, files: system.files, exec: system.exec },
    http: metadataClient({ system, patience, random, ...more }),
  };
}

function patienceWith({ source, matches }: Candidate): Patience {
  if (source.isFar) {
    return far;
  }
  return matches ? near : unlikely;
}
