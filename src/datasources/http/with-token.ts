import { refusal } from './answers.ts';
import type { MetadataHttp, MetadataRequest } from './metadata-http.ts';

/** Where a token comes from, and where it goes. */
export interface TokenService {
  /** Asked by PUT. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Statuses that mean that this service knows no tokens: it is asked without one. Default: it must know them. */
  readonly none?: readonly number[];
  /** Name of the header of a request that the token goes into. */
  readonly header: string;
}

/** What a header can carry. A login page that answers instead has blanks. */
const tokenText = /^[\x21-\x7e]{1,4096}$/;
const unauthorized = 401;
const forbidden = 403;

/**
 * Requests with the token that the service gives out, asked for with the first of them. One that is over (401) is renewed once a
 * request: a service that refuses a new one, too, refuses us.
 */
export function withToken(http: MetadataHttp, service: TokenService): MetadataHttp {
  let token: { readonly text: string | undefined } | undefined;

  return {
    async request(url, options = {}) {
      token ??= { text: await fetchToken(http, service) };
      const expected = [...(options.expected ?? []), unauthorized];
      const answer = await http.request(url, sign({ ...options, expected }, service, token.text));
      if (answer?.status !== unauthorized) {
        return answer;
      }
      token = { text: await fetchToken(http, service) };
      const second = await http.request(url, sign({ ...options, expected }, service, token.text));
      if (second?.status === unauthorized && !options.expected?.includes(unauthorized)) {
        throw refusal(url, `answered ${unauthorized} to a token that it has just given`);
      }
      return second;
    },
  };
}

function sign(
  options: MetadataRequest,
  { header }: TokenService,
  token: string | undefined,
): MetadataRequest {
  return token === undefined
    ? options
    : { ...options, headers: { ...options.headers, [header]: token } };
}

async function fetchToken(
  http: MetadataHttp,
  { url, headers, none = [] }: TokenService,
): Promise<string | undefined> {
  const answer = await http.request(url, { method: 'PUT', headers, none, expected: [forbidden] });
  if (answer === undefined) {
    return undefined;
  }
  if (answer.status === forbidden) {
    const why = 'the service is switched off for this machine, or a proxy is in between';
    throw refusal(url, `answered ${forbidden}: ${why}`);
  }
  const text = answer.body.toString('latin1').trim();
  if (!tokenText.test(text)) {
    throw refusal(url, 'gave no token: something else answers there');
  }
  return text;
}
