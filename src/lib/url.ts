import { OperationError } from '../errors.ts';

/** A URL as it may be shown: user info and query may hold credentials. */
export function shownUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // `user:password@host/` without its scheme parses, too.
  if (parsed === undefined || (parsed.host === '' && !parsed.pathname.startsWith('/'))) {
    return shownUnparsed(url);
  }

  const { protocol, host, pathname } = parsed;
  return `${protocol}//${host}${pathname}`;
}

const zonedHost = /^(https?:\/\/)(?:[^/?#@]*@)?(?=\[[0-9a-f:]+%[^\]@]+\])/i;

/** Where user info ends is not known then: half a password may look like a path or a query. */
function shownUnparsed(url: string): string {
  const isClear = zonedHost.test(url) || /^\/(?!\/)/.test(url) || !url.includes('@');
  return isClear
    ? url.replace(zonedHost, '$1').replace(/[?#].*$/s, '')
    : url.replace(/^((?:[a-z][a-z0-9+.-]*:)?\/\/)?.*$/is, '$1…');
}

/** What others say of a failure, who show URLs with all that is in them. */
export function withoutUrlSecrets(message: string): string {
  return message.replace(/\b[a-z][a-z0-9+.-]*:\/\/\S*[^\s.,;:)"']/gi, shownUrl);
}

export interface WebUrl {
  /** Without user info and zone. */
  readonly target: URL;
  /** `fe80::1%eth0`, which URLs cannot have. */
  readonly zoned: string | undefined;
  /** What user and password mean as a header. */
  readonly headers: Readonly<Record<string, string>>;
}

/** @throws OperationError for what cannot be asked, now or later */
export function parseWebUrl(url: string): WebUrl {
  const [, before = '', address = '', zone = '', after = ''] =
    /^(https?:\/\/(?:[^/?#@]*@)?\[)([0-9a-f:]+)%(?:25)?([^\]]+)(\].*)$/i.exec(url) ?? [];
  const plain = zone === '' ? url : `${before}${address}${after}`;
  if (!URL.canParse(plain)) {
    throw new OperationError(
      `${shownUrl(url)} cannot be read as an address: write http://HOST/PATH or https://HOST/PATH, and / ? # in a password as %2F %3F %23`,
    );
  }
  const parsed = new URL(plain);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    throw new OperationError(`${shownUrl(url)} is not asked: only http and https are`);
  }
  return { ...withoutUserInfo(parsed), zoned: zone === '' ? undefined : `${address}%${zone}` };
}

/** node-fetch refuses `https://user:password@host/`; as a header it means the same. */
export function withoutUserInfo(url: URL): Pick<WebUrl, 'target' | 'headers'> {
  const { username, password } = url;
  if (username === '' && password === '') {
    return { target: url, headers: {} };
  }

  const pair = `${decoded(username)}:${decoded(password)}`;
  const target = new URL(url);
  target.username = '';
  target.password = '';
  return { target, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } };
}

/** `100%` is a password, too. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
