import type { Agent } from 'node:http';

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
    return new Error(`answer larger than ${maxBytes} bytes`);
  }

  // node-fetch: "request to URL failed, reason: connect ECONNREFUSED …"; the URL is named already.
  const message = error instanceof Error ? error.message : String(error);
  return new Error(message.replace(/^request to \S+ failed, reason: /, ''));
}
