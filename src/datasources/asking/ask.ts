import type { System } from '../../effects/system.ts';
import { OperationError, reasonOf } from '../../errors.ts';
import { firstDelay } from '../../lib/backoff.ts';
import type { Access } from '../access.ts';
import type { Documents } from '../documents/documents.ts';
import { withOrigins } from '../documents/origins.ts';
import { withMissing } from '../documents/readable.ts';
import { soundData } from '../documents/sound.ts';
import { type Asked, type ClientOptions, metadataClient } from '../http/client.ts';
import { type Patience, unlikely } from '../http/timing.ts';
import type { InstanceData } from '../instance-data.ts';
import type { Platform } from '../machine/platform.ts';
import type { Media } from '../media/media.ts';
import { lateMediumMs, patienceWith } from './patience.ts';
import { reach, usualHost } from './reach.ts';
import type { Candidate } from './select.ts';

/** For those that are not waited for any more, to tidy up. */
const endingMs = 3000;

/** What became of one source. */
export type Answered = Candidate & {
  readonly asked: readonly Asked[];
  readonly elapsedMs: number;
} & ({ readonly data: InstanceData } | { readonly failure: string });

export interface Earlier {
  /** Names of those whose answers count. */
  readonly sources: readonly string[];
  /** It said how the network is left: DHCP brings no other way, and none is waited for. */
  readonly hasGateway: boolean;
}

export interface AskOptions {
  readonly system: System;
  readonly media: Media;
  readonly platform: Platform;
  /** For the place of this machine among others that start at the same moment. */
  readonly machineId: string;
  readonly random: () => number;
  /**
   * Resolves when the network can be used, has had its time, or nobody waits for it any more. Waited for by those that need it, and by
   * nobody else.
   */
  readonly networkUp: (signal: AbortSignal) => Promise<void>;
  /** A line for a person who waits: who does not answer so far, and why. */
  readonly onTrouble?: ((line: string) => void) | undefined;
  /** Called with what one says as soon as it has said it; the others are still asked. Does not throw. */
  readonly onAnswer?:
    | ((data: InstanceData, others: readonly Candidate[]) => Promise<void>)
    | undefined;
  /** What an earlier start has learned, which counts where its source does not answer. */
  readonly remembered?: Earlier | undefined;
}

/**
 * Asks all of them side by side. The order decides who wins, not who is quickest: this ends as soon as the one that counts
 * has answered, and everybody before it has failed.
 * @param isEnough whether those that have answered are all that is needed; given in their order, without gaps, and who is left
 * @returns those that have ended by then, in their order
 */
export async function askSources(
  candidates: readonly Candidate[],
  options: AskOptions,
  isEnough: (answered: readonly Answered[], rest: readonly Candidate[]) => boolean,
): Promise<readonly Answered[]> {
  const ended = new AbortController();
  const running = candidates.map((candidate) =>
    askOne(candidate, { ...options, candidates }, ended.signal),
  );
  const answered: Answered[] = [];
  for (const each of running) {
    answered.push(await each);
    if (isEnough(answered, candidates.slice(answered.length))) {
      break;
    }
  }
  ended.abort();
  // Whoever is at a medium or has an address of its own leaves nothing behind.
  if (answered.length < running.length) {
    await Promise.race([Promise.allSettled(running), options.system.clock.sleep(endingMs)]);
  }
  return answered;
}

async function askOne(
  candidate: Candidate,
  options: AskOptions & { readonly candidates: readonly Candidate[] },
  signal: AbortSignal,
): Promise<Answered> {
  const { source } = candidate;
  const { system, platform, random } = options;
  const { remembered } = options;
  const isOurs = remembered?.sources.includes(source.name) ?? false;
  const patience = patienceWith(candidate, options.candidates, remembered !== undefined);
  const lateMs = lateMediumMs(options.candidates, remembered !== undefined);
  const asked: Asked[] = [];
  const began = system.clock.monotonicMs();
  const outcome = (rest: { data: InstanceData } | { failure: string }): Answered => ({
    ...{ ...candidate, asked, elapsedMs: system.clock.monotonicMs() - began },
    ...rest,
  });
  try {
    const data = await reach[source.needs]({
      ...{ system, platform, random, signal },
      networkUp: () =>
        isOurs && remembered?.hasGateway ? Promise.resolve() : options.networkUp(signal),
      async ask(host, ended) {
        if (patience.spreadMs > 0) {
          await system.clock.sleep(firstDelay(options.machineId, patience.spreadMs), ended);
        }
        const more = {
          ...{ signal: ended, lateMs },
          onAsked: (one: Asked) => asked.push(one),
          onTrouble: (reason: string) => options.onTrouble?.(`${source.name}: ${reason}`),
        };
        return answerOf(candidate, accessFor(options, patience, host, more));
      },
    });
    if (!signal.aborted) {
      await options.onAnswer?.(
        data,
        options.candidates.filter((each) => each !== candidate),
      );
    }
    return outcome({ data });
  } catch (error) {
    return outcome({ failure: reasonOf(error) });
  }
}

/** @throws OperationError saying why there is no answer, or none that makes sense */
async function answerOf({ source, argument }: Candidate, access: Access): Promise<InstanceData> {
  const { http, reasonOf: reasonWithOrigin } = withOrigins(access.http);
  let documents: Documents = {};
  try {
    documents = await source.fetch({ ...access, http }, argument);
    return withMissing(soundData(source.parse(documents, access.platform)), documents);
  } catch (error) {
    throw new OperationError(reasonWithOrigin(error, documents));
  }
}

/**
 * Whoever has answered is told that it was heard, where it waits for that.
 * @returns why that could not be said
 */
export async function settle(
  { source }: Candidate,
  options: AskOptions,
  isKept: boolean,
): Promise<string | undefined> {
  try {
    await source.settle?.(accessFor(options, unlikely, usualHost, {}), isKept);
    return undefined;
  } catch (error) {
    return `${source.name} could not be told that this machine is ready: ${reasonOf(error)}`;
  }
}

function accessFor(
  { system, platform, media, random }: AskOptions,
  patience: Patience,
  host: string,
  {
    lateMs = 0,
    ...more
  }: Pick<ClientOptions, 'signal' | 'onAsked' | 'onTrouble'> & { lateMs?: number },
): Access {
  return {
    ...{ platform, host, media, files: system.files, exec: system.exec },
    ...{ lateMs, signal: more.signal },
    http: metadataClient({ system, patience, random, ...more }),
  };
}
