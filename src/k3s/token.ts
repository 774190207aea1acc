/** The forms of a join token that k3s takes apart. */
export type TokenForm = 'short' | 'bootstrap' | 'full';

export interface Token {
  readonly form: TokenForm;
  /** 64 hex digits; only a full token carries one, and it may be empty. */
  readonly caHash?: string;
}

const bootstrap = /^[a-z0-9]{6}\.[a-z0-9]{16}$/;
const hexHash = /^[0-9a-f]{64}$/;

/**
 * `PASSWORD`, `ID.SECRET` (bootstrap), `K10<64 hex>::USER:PASSWORD` or `K10<64 hex>::ID.SECRET`.
 * @returns the reason, never the value, when k3s would refuse it
 */
export function parseToken(text: string): Token | string {
  if (text === '') {
    return 'is empty';
  }
  if (!text.startsWith('K10')) {
    return { form: bootstrap.test(text) ? 'bootstrap' : 'short' };
  }

  const at = text.indexOf('::');
  if (at < 0) {
    return 'begins with K10 but has no ::, it is cut off or no full token: K10<hash>::server:<password>';
  }

  const caHash = text.slice(3, at);
  const credentials = text.slice(at + 2);
  if (caHash !== '' && caHash.length !== 64) {
    return `has a CA hash of ${caHash.length} characters between K10 and ::, it must be 64`;
  }
  if (caHash !== '' && !hexHash.test(caHash)) {
    return 'has a CA hash with other characters than 0-9 and a-f';
  }

  const password = credentials.slice(credentials.indexOf(':') + 1);
  return bootstrap.test(credentials) || (credentials.includes(':') && password !== '')
    ? { form: 'full', caHash }
    : 'has no USER:PASSWORD after ::';
}
