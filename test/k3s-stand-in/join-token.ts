import { parseToken } from '../../src/k3s/token.ts';
import { caHash } from './ca-hash.ts';
import { call } from './http-client.ts';
import { Fatal, log } from './log.ts';

const bootstrap = /^[a-z0-9]{6}\.[a-z0-9]{16}$/;

export interface Credentials {
  readonly caHash: string;
  readonly password: string;
  readonly isBootstrap: boolean;
}

/** @throws {Fatal} with k3s's words */
export function readCredentials(token: string): Credentials {
  const form = parseToken(token);
  if (typeof form === 'string') {
    throw new Fatal(
      form.includes('CA hash') ? 'invalid token CA hash length' : 'invalid token format',
    );
  }
  if (form.form !== 'full') {
    return { caHash: '', password: token, isBootstrap: form.form === 'bootstrap' };
  }

  const text = token.slice(token.indexOf('::') + 2);
  return bootstrap.test(text)
    ? { caHash: form.caHash ?? '', password: text, isBootstrap: true }
    : {
        caHash: form.caHash ?? '',
        password: text.slice(text.indexOf(':') + 1),
        isBootstrap: false,
      };
}

/** As HTTP credentials; the user of a token is not what counts, the caller's role is. */
export function asHttp({ password, isBootstrap }: Credentials, user: 'node' | 'server'): string {
  return isBootstrap ? `Bearer ${password}` : `${user}:${password}`;
}

/**
 * Fetches the CA of a server and compares it with the hash of the token: once with the trust of the host, once with
 * none, once with what came.
 *
 * @returns the CA, undefined when the host trusts the server already
 */
export async function fetchCa(
  server: string,
  { caHash: wanted }: Credentials,
): Promise<string | undefined> {
  if (!/^https:\/\//i.test(server)) {
    throw new Fatal(`only https:// URLs are supported, invalid scheme: ${server}`);
  }

  const url = new URL('/cacerts', server).href;
  try {
    await call(url);
    log(
      'warning',
      'Cluster CA certificate is trusted by the host CA bundle. Token CA hash will not be validated.',
    );
    return undefined;
  } catch {
    // Expected: the cluster signs its own certificates.
  }

  const bundle = await call(url, { ca: 'insecure' });
  await call(url, { ca: bundle });
  const found = caHash(bundle);
  if (wanted === '') {
    log(
      'warning',
      "Cluster CA certificate is not trusted by the host CA bundle, but the token does not include a CA hash. Use the full token from the server's node-token file to enable Cluster CA validation.",
    );
  } else if (wanted !== found) {
    throw new Error(
      `token CA hash does not match the Cluster CA certificate hash: ${wanted} != ${found}`,
    );
  }
  return bundle;
}
