import { OperationError } from '../../errors.ts';
import { shownUrl } from '../../lib/url.ts';
import type { MetadataAnswer, MetadataRequest } from './metadata-http.ts';

const notYet = [408, 425, 429];
const most = 30_000;

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

export function refusal(url: string, reason: string): OperationError {
  return new OperationError(`${shownUrl(url)} ${reason}`);
}
