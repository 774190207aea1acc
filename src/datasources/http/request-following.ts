import { OperationError } from '../../errors.ts';
import { shownUrl } from '../../lib/url.ts';
import type { MetadataAnswer, MetadataHttp, MetadataRequest } from './metadata-http.ts';

const redirects = [301, 302, 303, 307, 308];
const mostHops = 5;

/**
 * From a server that a person has named, and that may therefore send to another one; nothing goes along that the other must not see.
 * @returns undefined where there is none
 * @throws OperationError
 */
export async function requestFollowing(
  http: MetadataHttp,
  url: string,
  options: Pick<MetadataRequest, 'keepsPacked' | 'maxTries' | 'none'> = {},
): Promise<MetadataAnswer | undefined> {
  let at = url;
  for (let hops = 0; hops <= mostHops; hops += 1) {
    const answer = await http.request(at, { ...options, expected: redirects });
    if (answer === undefined || !redirects.includes(answer.status)) {
      return answer;
    }
    at = nextOf(at, answer.headers.location ?? '');
  }
  throw new OperationError(`${shownUrl(url)} is redirected more than ${mostHops} times`);
}

function nextOf(from: string, location: string): string {
  if (location === '' || !URL.canParse(location, from)) {
    throw new OperationError(`${shownUrl(from)} is redirected to nowhere`);
  }
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && (to.protocol !== 'http:' || /^https:/i.test(from))) {
    throw new OperationError(
      `${shownUrl(from)} is redirected to ${shownUrl(to.href)}: from https only to https`,
    );
  }
  return withUserInfoOf(from, to).href;
}

/** Most servers send to a URL without it, and want it again there. Another server, another port included, does not get it. */
function withUserInfoOf(from: string, to: URL): URL {
  const { origin, username, password } = new URL(from);
  if (origin !== to.origin || to.username !== '' || to.password !== '') {
    return to;
  }
  return Object.assign(new URL(to), { username, password });
}
