import { join } from 'node:path';
import { createRequest } from './certificates.ts';
import { readIfPresent } from './files.ts';
import { call, HttpStatus } from './http-client.ts';
import { asHttp, type Credentials, fetchCa, readCredentials } from './join-token.ts';
import { writeKubeletFiles } from './kubeconfig.ts';
import { Fatal, log, messageOf } from './log.ts';
import { type NodeIdentity, readIdentity } from './node-identity.ts';
import { type Options, readToken } from './options.ts';
import { pause } from './repeat.ts';
import { k3sVersion } from './version.ts';

const retryMs = 2000;
const heartbeatMs = 2000;

interface Session {
  readonly ca: string | undefined;
  readonly cert: string;
  readonly key: string;
  /** Base URLs, the configured one first. */
  readonly servers: readonly string[];
}

interface Node {
  readonly identity: NodeIdentity;
  readonly server: string;
  readonly dataDir: string;
  readonly credentials: Credentials | undefined;
}

/** Joins, and stays whatever the server does: an agent of k3s never ends because its server is away. */
export async function runAgent(
  options: Options,
  dataDir: string,
  signal: AbortSignal,
): Promise<void> {
  const node = await readNode(options, dataDir);
  log('info', `Starting k3s agent ${k3sVersion} (stand-in)`);

  while (!signal.aborted) {
    const session = await untilJoined(node, signal);
    if (session !== undefined) {
      log('info', `Node ${node.identity.name} registered, k3s agent is up and running`);
      await stayJoined(node, session, signal);
    }
  }
}

async function readNode(options: Options, dataDir: string): Promise<Node> {
  const server = options.text('server');
  const token = await readToken(options, 'token');
  const hasCertificate = readIfPresent(join(dataDir, 'agent/client-kubelet.crt')) !== undefined;
  if (token === '' && !hasCertificate) {
    throw new Fatal('--token is required');
  }
  if (server === '') {
    throw new Fatal('--server is required');
  }

  const credentials = token === '' ? undefined : readCredentials(token);
  return { identity: readIdentity(options), server, dataDir, credentials };
}

async function untilJoined(node: Node, signal: AbortSignal): Promise<Session | undefined> {
  while (!signal.aborted) {
    const ca = await attempt(
      'error',
      `Failed to validate connection to cluster at ${node.server}`,
      () => trust(node),
    );
    const session =
      ca &&
      (await attempt('info', 'Waiting to retrieve agent configuration; server is not ready', () =>
        enrol(node, ca.bundle),
      ));
    if (session !== undefined) {
      return session;
    }
    await pause(retryMs, signal);
  }
  return undefined;
}

/** Undefined after a failure that time may heal, which is logged. */
async function attempt<T>(
  level: 'error' | 'info',
  what: string,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fatal) {
      throw error;
    }
    log(level, `${what}: ${messageOf(error)}`);
    return undefined;
  }
}

async function trust({
  credentials,
  server,
  dataDir,
}: Node): Promise<{ bundle: string | undefined }> {
  return {
    bundle:
      credentials === undefined
        ? readIfPresent(join(dataDir, 'agent/server-ca.crt'))
        : await fetchCa(server, credentials),
  };
}

async function enrol(node: Node, ca: string | undefined): Promise<Session> {
  const { identity, server, dataDir, credentials } = node;
  const folder = join(dataDir, 'agent');
  const kept = {
    cert: readIfPresent(join(folder, 'client-kubelet.crt')),
    key: readIfPresent(join(folder, 'client-kubelet.key')),
  };
  const proof = credentials === undefined ? kept : { credentials: asHttp(credentials, 'node') };
  const get = (path: string) => call(new URL(path, server).href, { ca, ...proof });

  await get('/v1-k3s/config');
  const { key, request } = await createRequest();
  const cert = await call(new URL('/v1-k3s/client-kubelet.crt', server).href, {
    method: 'POST',
    ca,
    ...proof,
    body: request,
    headers: {
      'k3s-Node-Name': identity.name,
      'k3s-Node-Password': identity.password,
      'k3s-Node-IP': identity.addresses.join(','),
    },
  });

  writeKubeletFiles(dataDir, { server, ca: ca ?? '', proof: { cert, key } });
  const hosts = JSON.parse(await get('/v1-k3s/apiservers')) as string[];
  const session = { ca, cert, key, servers: [server, ...hosts.map((host) => `https://${host}`)] };
  await register(identity, session);
  return session;
}

async function register(identity: NodeIdentity, session: Session): Promise<void> {
  const { password: _, ...node } = identity;
  await call(new URL('/api/v1/nodes', session.servers[0]).href, {
    ...session,
    method: 'POST',
    body: JSON.stringify({ ...node, roles: [], version: k3sVersion }),
  });
}

/** Returns when the cluster does not know the node any more. */
async function stayJoined(node: Node, session: Session, signal: AbortSignal): Promise<void> {
  let wasAway = false;

  while (!signal.aborted) {
    const state = await heartbeat(node.identity.name, session);
    if (state === 'unknown') {
      log('warning', 'the server does not know this node any more, registering anew');
      return;
    }
    if ((state === 'away') !== wasAway) {
      wasAway = state === 'away';
      log(wasAway ? 'warning' : 'info', wasAway ? 'no server can be reached' : 'connected again');
    }
    await pause(heartbeatMs, signal);
  }
}

/** Any server will do: the node stays ready when the first one is away. */
async function heartbeat(name: string, session: Session): Promise<'ok' | 'away' | 'unknown'> {
  for (const server of new Set(session.servers)) {
    try {
      const url = new URL(`/api/v1/nodes/${name}/status`, server).href;
      await call(url, { ...session, method: 'PUT', timeoutMs: 2000 });
      return 'ok';
    } catch (error) {
      if (error instanceof HttpStatus && [401, 403, 404].includes(error.status)) {
        return 'unknown';
      }
    }
  }
  return 'away';
}
