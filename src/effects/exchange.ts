import type { Agent } from 'node:http';
import { AnswerTooLarge } from '../errors.ts';
import { withoutUrlSecrets } from '../lib/url.ts';

export interface Exchange {
  readonly url: URL;
  readonly agent: Agent | ((url: URL) => Agent);
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Ends the whole exchange, the body included. */
  readonly signal: AbortSignal;
  /** Of the body, unpacked where `unpacks`. */
  readonly maxBytes: number;
  /** Whether compressed answers are wished for and unpacked. */
  readonly unpacks: boolean;
}

export interface Exchanged {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One request and its answer, whatever its status; redirects are answers. @throws what node-fetch throws */
export async function exchange(request: Exchange): Promise<Exchanged> {
  const { default: fetch } = await import('node-fetch');
  const { url, agent, method = 'GET', headers, body, signal, maxBytes, unpacks } = request;
  const response = await fetch(url, {
    redirect: 'manual',
    signal: signal as never,
    size: maxBytes,
    compress: unpacks,
    ...{ agent, method, headers },
    ...(body === undefined ? {} : { body }),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

/** Of what Node.js and OpenSSL say, which people cannot be expected to know; the rest stays as it is. */
const plainWords: readonly (readonly [RegExp, string])[] = [
  [/: aborted$|Premature close/, 'the connection ended before the whole answer had come'],
  [/socket hang up/, 'the connection was closed without an answer'],
  [/wrong version number|packet length too long/, 'what listens there does not speak TLS'],
  [/Parse Error/, 'what listens there does not speak HTTP'],
];

/** Why there was no answer, for people. */
export function plainFailure(
  error: unknown,
  { deadlineMs, maxBytes }: { deadlineMs: number; maxBytes: number },
): Error {
  const { name, type } = error as { name?: string; type?: string };
  if (name === 'AbortError' || name === 'TimeoutError') {
    return new Error(`no complete answer within ${deadlineMs / 1000} s`);
  }
  if (type === 'max-size') {
    return new AnswerTooLarge(`answer larger than ${shownSize(maxBytes)}`);
  }

  const message = error instanceof Error ? error.message : String(error);
  const [, words] = plainWords.find(([pattern]) => pattern.test(message)) ?? [];
  return new Error(words ?? withClock(withoutUrlSecrets(withoutUrl(message))));
}

/** The URL is named already. */
function withoutUrl(message: string): string {
  return message
    .replace(/^request to \S+ failed, reason: /, '')
    .replace(/^Invalid response body while trying to fetch \S+: /, '');
}

/** A machine without a battery starts in 1970. */
function withClock(message: string): string {
  return /certificate (is not yet valid|has expired)/.test(message)
    ? `${message}, by this machine's clock: ${new Date().toISOString()}`
    : message;
}

function shownSize(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024;
  return Number.isInteger(mebibytes) ? `${mebibytes} MiB` : `${bytes} bytes`;
}
