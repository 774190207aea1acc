import { OperationError, reasonOf } from '../../errors.ts';
import { gunzip, isGzip } from '../../lib/gunzip.ts';
import { shownUrl } from '../../lib/url.ts';
import type { MetadataAnswer, MetadataRequest } from './metadata-http.ts';

const notYet = [408, 425, 429];
const most = 30_000;
/** Of an answer, packed or not, where nothing else is said. */
export const usualMaxBytes = 1024 * 1024;

/** What an answer means for whoever asked. */
export type Verdict =
  | { readonly kind: 'found' }
  | { readonly kind: 'none' }
  /** @param afterMs as the server wishes, at most half a minute */
  | { readonly kind: 'again'; readonly afterMs: number | undefined }
  | { readonly kind: 'final'; readonly reason: string };

/** Pure. */
export function judgeAnswer(
  { status, headers }: Pick<MetadataAnswer, 'status' | 'headers'>,
  options: Pick<MetadataRequest, 'none' | 'notYet' | 'expected'>,
  now: Date,
): Verdict {
  const { none = [404], notYet: more = [], expected = [] } = options;
  if (expected.includes(status)) {
    return { kind: 'found' };
  }
  if (none.includes(status)) {
    return { kind: 'none' };
  }
  if (status === 200 || status === 204) {
    return { kind: 'found' };
  }
  if (status >= 500 || notYet.includes(status) || more.includes(status)) {
    return { kind: 'again', afterMs: retryAfterMs(headers['retry-after'], now) };
  }
  const to = headers.location === undefined ? '' : ` to ${shownUrl(headers.location)}`;
  const reason =
    status >= 300 && status < 400
      ? `is redirected${to}, which a metadata service never does`
      : `answered ${status}`;
  return { kind: 'final', reason };
}

/** Seconds or a date, as RFC 9110 has it. */
function retryAfterMs(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const wished = /^\d+$/.test(value.trim())
    ? Number(value) * 1000
    : Date.parse(value) - now.getTime();
  return Number.isNaN(wished) ? undefined : Math.min(Math.max(wished, 0), most);
}

/**
 * As it was before the server packed it on the way, which is not wished for, but done.
 * @throws OperationError where it cannot be unpacked, or becomes too large
 */
export function unpackedAnswer(
  url: string,
  answer: MetadataAnswer,
  { maxBytes = usualMaxBytes, keepsPacked = false }: MetadataRequest,
): MetadataAnswer {
  const isPacked = /^(x-)?gzip$/i.test(answer.headers['content-encoding'] ?? '');
  if (keepsPacked || !isPacked || !isGzip(answer.body)) {
    return answer;
  }
  try {
    return { ...answer, body: gunzip(answer.body, maxBytes) };
  } catch (error) {
    throw refusal(url, reasonOf(error));
  }
}

export function refusal(url: string, reason: string): OperationError {
  return new OperationError(`${shownUrl(url)} ${reason}`);
}
