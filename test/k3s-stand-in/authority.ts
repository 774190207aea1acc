import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { flags } from '../../src/k3s/flag-table.ts';
import { caHash } from './ca-hash.ts';
import { loadOrCreateCa, type PemPair, saveCa } from './certificates.ts';
import { readIfPresent, writePrivate } from './files.ts';
import { call } from './http-client.ts';
import { fetchCa, readCredentials } from './join-token.ts';
import { Fatal } from './log.ts';
import { type NodeStore, Shared } from './node-store.ts';
import { type Options, readToken } from './options.ts';

/** What proves to be a member: CAs and passwords, the same on every server. */
export interface Authority {
  readonly serverCa: PemPair;
  readonly clientCa: PemPair;
  readonly serverPassword: string;
  readonly agentPassword: string;
}

/** The answer of /v1-k3s/server-bootstrap. */
interface Bootstrap extends Authority {
  readonly critical: Readonly<Record<string, string>>;
  readonly shared: Shared;
}

/** Values of the flags that must be the same on every server. */
export function criticalOptions(options: Options): Record<string, string> {
  const names = flags.filter(({ identical }) => identical).map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, options.list(name).join(',')]));
}

export async function openAuthority(
  options: Options,
  dataDir: string,
  store: NodeStore,
): Promise<Authority> {
  const folder = join(dataDir, 'server');
  const token = await readToken(options, 'token');
  const server = options.text('server');
  const hasDatastore = existsSync(join(folder, 'token'));

  if (server !== '' && !hasDatastore) {
    return save(folder, await joinServer(server, token, options, store));
  }
  return save(folder, await openOwn(folder, token, await readToken(options, 'agent-token')));
}

async function openOwn(folder: string, token: string, agentToken: string): Promise<Authority> {
  const serverCa = await loadOrCreateCa(join(folder, 'tls/server-ca'), 'k3s-server-ca');
  const clientCa = await loadOrCreateCa(join(folder, 'tls/client-ca'), 'k3s-client-ca');
  const stored = readIfPresent(join(folder, 'token'))?.trim();
  const given = token === '' ? undefined : readCredentials(token);

  if (given?.caHash && given.caHash !== caHash(serverCa.cert)) {
    throw new Fatal(
      'failed to normalize server token: token CA hash does not match the Cluster CA',
    );
  }

  const storedPassword = stored === undefined ? undefined : readCredentials(stored).password;
  if (given !== undefined && storedPassword !== undefined && storedPassword !== given.password) {
    throw new Fatal(
      'starting kubernetes: preparing server: bootstrap data already found and encrypted with different token',
    );
  }

  const serverPassword = given?.password ?? storedPassword ?? randomBytes(16).toString('hex');
  const agentPassword = agentToken === '' ? serverPassword : readCredentials(agentToken).password;
  return { serverCa, clientCa, serverPassword, agentPassword };
}

/** Unlike an agent, a server that cannot join ends, and its supervisor tries again. */
async function joinServer(
  server: string,
  token: string,
  options: Options,
  store: NodeStore,
): Promise<Authority> {
  if (token === '') {
    throw new Fatal('starting kubernetes: preparing server: token is required to join a cluster');
  }

  const credentials = readCredentials(token);
  let bootstrap: Bootstrap;
  try {
    const ca = await fetchCa(server, credentials);
    const answer = await call(new URL('/v1-k3s/server-bootstrap', server).href, {
      ca,
      credentials: `server:${credentials.password}`,
    });
    bootstrap = JSON.parse(answer) as Bootstrap;
  } catch (cause) {
    throw new Fatal(
      'starting kubernetes: preparing server: failed to validate server configuration',
      {
        cause,
      },
    );
  }

  refuseMismatch(criticalOptions(options), bootstrap.critical);
  store.merge(Shared.parse(bootstrap.shared));
  return bootstrap;
}

function refuseMismatch(
  ours: Readonly<Record<string, string>>,
  theirs: Readonly<Record<string, string>>,
): void {
  const different = Object.keys(ours).filter((name) => ours[name] !== theirs[name]);
  if (different.length > 0) {
    throw new Fatal(
      `starting kubernetes: preparing server: failed to validate server configuration: critical configuration value mismatch: ${different.join(', ')}`,
    );
  }
}

function save(folder: string, authority: Authority): Authority {
  const { serverCa, clientCa, serverPassword, agentPassword } = authority;
  const full = (user: string, password: string) =>
    `K10${caHash(serverCa.cert)}::${user}:${password}\n`;

  saveCa(join(folder, 'tls/server-ca'), serverCa);
  saveCa(join(folder, 'tls/client-ca'), clientCa);
  writePrivate(join(folder, 'token'), full('server', serverPassword));
  replaceLink(join(folder, 'node-token'), join(folder, 'token'));
  if (agentPassword === serverPassword) {
    replaceLink(join(folder, 'agent-token'), join(folder, 'token'));
  } else {
    writePrivate(join(folder, 'agent-token'), full('node', agentPassword));
  }
  return authority;
}

function replaceLink(path: string, target: string): void {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}
