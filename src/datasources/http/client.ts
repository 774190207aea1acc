import type { System } from '../../effects/system.ts';
import { AnswerTooLarge, reasonOf } from '../../errors.ts';
import { parseWebUrl, shownUrl } from '../../lib/url.ts';
import { judgeAnswer, refusal, unpackedAnswer, usualMaxBytes } from './answers.ts';
import type { MetadataAnswer, MetadataHttp, MetadataRequest } from './metadata-http.ts';
import { type Patience, waitBeforeNext } from './timing.ts';

const tryMs = 10_000;
/** In less nobody answers, and the reason why the tries before failed tells more. */
const leastMs = 1000;
/** Who does not answer for so long is told, and again after twice the time. */
const tellMs = 5_000;
/** Above those of well-known services, below what anybody may use. */
const lowPorts = { from: 600, count: 400 };

/** One try, for `k3os datasource fetch`; what was sent and what came are not in it, since secrets are. */
export interface Asked {
  readonly method: string;
  /** Without what may be secret in it. */
  readonly url: string;
  /** `200, 312 bytes` or why there was no answer. */
  readonly result: string;
  readonly elapsedMs: number;
}

export interface ClientOptions {
  readonly system: Pick<System, 'fetchDirect' | 'clock'>;
  readonly patience: Pick<Patience, 'budgetMs' | 'firstWaitMs'>;
  /** In [0, 1), a new one each time. */
  readonly random: () => number;
  readonly onAsked?: (asked: Asked) => void;
  /** What is wrong by now, now and then while it is tried again. */
  readonly onTrouble?: (reason: string) => void;
  /** Nobody waits for an answer any more. */
  readonly signal?: AbortSignal;
}

/** The budget is that of all requests together, and begins now. */
export function metadataClient(options: ClientOptions): MetadataHttp {
  const { system, patience } = options;
  const { clock } = system;
  const endMs = clock.monotonicMs() + patience.budgetMs;
  const tell = troubleTeller(options, endMs);

  return {
    async request(url, request = {}) {
      // Another try would not mend the address.
      parseWebUrl(url);
      let reason = 'was not asked: the time is over';
      for (let attempt = 1; ; attempt += 1) {
        const leftMs = endMs - clock.monotonicMs();
        if (leftMs <= 0 || options.signal?.aborted) {
          throw refusal(url, reason);
        }
        const tried = await tryOnce(options, { url, request, leftMs });
        if (tried.end !== undefined) {
          return tried.end.answer;
        }
        ({ reason } = tried);
        const waitMs = waitBeforeNext({
          attempt,
          firstWaitMs: patience.firstWaitMs,
          leftMs: endMs - clock.monotonicMs() - leastMs,
          afterMs: tried.afterMs,
          random: options.random(),
        });
        if (waitMs === undefined || attempt === request.maxTries) {
          throw refusal(url, reason);
        }
        tell(refusal(url, reason));
        await clock.sleep(waitMs, options.signal);
      }
    },
  };
}

function troubleTeller({ system, onTrouble }: ClientOptions, endMs: number) {
  const beganMs = system.clock.monotonicMs();
  let dueMs = tellMs;
  return ({ message }: Error) => {
    const now = system.clock.monotonicMs();
    if (now - beganMs >= dueMs) {
      dueMs = 2 * (now - beganMs);
      onTrouble?.(`${message}; tried again for ${Math.round((endMs - now) / 1000)} s at most`);
    }
  };
}

interface Try {
  readonly url: string;
  readonly request: MetadataRequest;
  readonly leftMs: number;
}

interface Tried {
  /** Nothing better will come. */
  readonly end?: { readonly answer: MetadataAnswer | undefined };
  readonly reason: string;
  readonly afterMs?: number | undefined;
}

async function tryOnce(options: ClientOptions, given: Try): Promise<Tried> {
  const { clock } = options.system;
  const { url, request } = given;
  const began = clock.monotonicMs();
  const tell = (result: string) =>
    options.onAsked?.({
      method: request.method ?? 'GET',
      ...{ url: shownUrl(url), result, elapsedMs: clock.monotonicMs() - began },
    });
  let answer: MetadataAnswer;
  try {
    answer = await exchange(options, given);
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    const reason = reasonOf(cause);
    tell(reason);
    if (cause instanceof AnswerTooLarge) {
      throw refusal(url, `is refused: ${reason}`);
    }
    return { reason: `does not answer: ${reason}` };
  }

  tell(`${answer.status}, ${answer.body.length} bytes`);
  const verdict = judgeAnswer(answer, request, clock.now());
  switch (verdict.kind) {
    case 'found':
      return { end: { answer: unpackedAnswer(url, answer, request) }, reason: '' };
    case 'none':
      return { end: { answer: undefined }, reason: '' };
    case 'final':
      throw refusal(url, verdict.reason);
    case 'again':
      return { reason: `answered ${answer.status}`, afterMs: verdict.afterMs };
  }
}

function exchange(
  { system, random, signal }: ClientOptions,
  { url, request, leftMs }: Try,
): Promise<MetadataAnswer> {
  return system.fetchDirect(url, {
    ...{ method: request.method, headers: request.headers, body: request.body, signal },
    deadlineMs: Math.max(1, Math.min(request.tryMs ?? tryMs, leftMs)),
    maxBytes: request.maxBytes ?? usualMaxBytes,
    localPort: request.fromLowPort
      ? lowPorts.from + Math.floor(random() * lowPorts.count)
      : undefined,
  });
}
