/** A URL as it may be shown: user info and query may hold credentials. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) {
    return url.replace(/[?#].*$/, '');
  }

  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
