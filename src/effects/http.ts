import { BlockList, isIP } from 'node:net';
import { OperationError } from '../errors.ts';
import { shownUrl, withoutUserInfo } from '../lib/url.ts';
import { exchange, plainFailure } from './exchange.ts';
import type { FetchOptions, FetchResult } from './system.ts';

const maxRedirects = 5;
const systemCertificates = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Where a redirect of a public server must not lead us: metadata services and our own loopback.
 * Made when needed: a native object cannot be part of a start-up snapshot.
 */
function innerAddresses(): BlockList {
  const inner = new BlockList();
  inner.addSubnet('127.0.0.0', 8);
  inner.addSubnet('169.254.0.0', 16);
  inner.addAddress('0.0.0.0');
  inner.addAddress('::1', 'ipv6');
  inner.addAddress('::', 'ipv6');
  inner.addSubnet('fe80::', 10, 'ipv6');
  return inner;
}

interface Request {
  readonly readFile: (path: string) => Buffer | undefined;
  readonly url: string;
  readonly options: FetchOptions;
}

/**
 * GET with a deadline over everything and a cap on the (decompressed) body. Any status is an answer.
 * @throws OperationError when there is none, or the redirects are not to be followed.
 */
export async function fetchBounded({ readFile, url, options }: Request): Promise<FetchResult> {
  const signal = AbortSignal.timeout(options.deadlineMs);
  const agent = await agentWith(readFile(systemCertificates), options.env);

  try {
    const { target, headers: credentials } = withoutUserInfo(new URL(url));
    let current = target;
    for (let redirects = 0; ; redirects += 1) {
      const answer = await exchange({
        url: current,
        agent: ({ protocol }) => agent[protocol as 'http:' | 'https:'],
        // Credentials in headers were meant for the first server alone.
        headers: {
          'user-agent': 'k3os',
          ...(redirects === 0 ? { ...credentials, ...options.headers } : {}),
        },
        ...{ signal, maxBytes: options.maxBytes, unpacks: true },
      });
      const location = redirectOf(answer.status, answer.headers.location);
      if (location === undefined) {
        return { ...answer, url: current.href };
      }
      if (redirects === maxRedirects) {
        throw new Error(`more than ${maxRedirects} redirects`);
      }
      current = checkedRedirect(current, location);
    }
  } catch (error) {
    throw new OperationError(`cannot fetch ${shownUrl(url)}`, {
      cause: plainFailure(error, options),
    });
  } finally {
    agent['http:'].destroy();
    agent['https:'].destroy();
  }
}

async function agentWith(authorities: Buffer | undefined, env: FetchOptions['env']) {
  const [http, https] = await Promise.all([import('node:http'), import('node:https')]);
  const proxy = { proxyEnv: { ...process.env, ...env } };
  return {
    'http:': new http.Agent(proxy),
    // The system's bundle, so that authorities added by ca_certs count.
    'https:': new https.Agent({
      ...proxy,
      ...(authorities === undefined ? {} : { ca: authorities }),
    }),
  };
}

function redirectOf(status: number, location: string | undefined): string | undefined {
  return [301, 302, 303, 307, 308].includes(status) ? location : undefined;
}

/** node-fetch makes the header absolute already. */
function checkedRedirect(from: URL, location: string): URL {
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && to.protocol !== 'http:') {
    throw new Error(`redirected to ${to.protocol}, which is not followed`);
  }
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw new Error('redirected from https to http, which is not followed');
  }
  if (isInner(to.hostname) && !isInner(from.hostname)) {
    throw new Error(`redirected to ${to.hostname}, which is not followed`);
  }
  return to;
}

function isInner(hostname: string): boolean {
  const address = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  if (family === 0) {
    return address === 'localhost' || address.endsWith('.localhost');
  }
  return innerAddresses().check(address, family === 6 ? 'ipv6' : 'ipv4');
}
