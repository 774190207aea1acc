import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { type Authority, openAuthority } from './authority.ts';
import { issue } from './certificates.ts';
import { call } from './http-client.ts';
import { writeKubeconfig, writeKubeletFiles } from './kubeconfig.ts';
import { Fatal, log, messageOf } from './log.ts';
import { type NodeIdentity, readIdentity } from './node-identity.ts';
import { NodeStore, Shared } from './node-store.ts';
import type { Options } from './options.ts';
import { repeat } from './repeat.ts';
import { issueServing, serve } from './supervisor-api.ts';
import { k3sVersion } from './version.ts';

const heartbeatMs = 2000;
const exchangeMs = 1000;

/** Runs until the signal. */
export async function runServer(
  options: Options,
  dataDir: string,
  signal: AbortSignal,
): Promise<void> {
  const identity = readIdentity(options);
  const store = new NodeStore(join(dataDir, 'server/db/state.json'));
  const authority = await openAuthority(options, dataDir, store);
  const port = Number(options.text('https-listen-port') || 6443);
  const address = options.text('advertise-address') || identity.addresses[0];
  const ownUrl = `https://${address}:${port}`;

  store.addServer(ownUrl);
  const server = await listen({ options, authority, store, identity, port });
  log('info', `Running kube-apiserver stand-in on port ${port}`);
  await writeKubeconfig(options, authority, port);
  if (!options.isOn('disable-agent')) {
    registerOwnNode(options, store, identity);
    await enrolOwnKubelet(authority, identity, { dataDir, port });
  }
  log('info', 'k3s is up and running');

  await Promise.all([
    repeat(heartbeatMs, signal, async () => {
      store.heartbeat(identity.name);
    }),
    repeat(exchangeMs, signal, () => exchange(store, authority, ownUrl)),
  ]);
  store.save();
  server.closeAllConnections();
  server.close();
}

interface Listening {
  readonly options: Options;
  readonly authority: Authority;
  readonly store: NodeStore;
  readonly identity: NodeIdentity;
  readonly port: number;
}

async function listen({ options, authority, store, identity, port }: Listening): Promise<Server> {
  const names = ['127.0.0.1', '::1', 'localhost', 'kubernetes', identity.name];
  const extra = [
    ...options.list('tls-san'),
    ...identity.addresses,
    ...options.list('node-external-ip'),
  ];
  const serving = await issueServing(authority, [...new Set([...names, ...extra])]);
  const server = createServer(
    { ...serving, ca: authority.clientCa.cert, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      serve({ authority, store, options }, request, response).catch((error) => {
        response.writeHead(500).end(`${messageOf(error)}\n`);
      });
    },
  );

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Fatal(`failed to listen on port ${port}`, { cause })),
    );
    server.listen(port, options.text('bind-address') || '0.0.0.0', resolve);
  });
  return server;
}

function registerOwnNode(options: Options, store: NodeStore, identity: NodeIdentity): void {
  if (!store.claim(identity.name, identity.password)) {
    throw new Fatal(
      "Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry",
    );
  }

  const etcd = options.isOn('cluster-init') || options.text('server') !== '' ? ['etcd'] : [];
  const { name, labels, taints, addresses, bootId } = identity;
  store.register({
    name,
    bootId,
    labels: { ...labels },
    taints: [...taints],
    addresses: [...addresses],
    roles: ['control-plane', ...etcd],
    version: k3sVersion,
  });
}

async function enrolOwnKubelet(
  { serverCa, clientCa }: Authority,
  { name }: NodeIdentity,
  { dataDir, port }: { readonly dataDir: string; readonly port: number },
): Promise<void> {
  const proof = await issue(clientCa, {
    commonName: `system:node:${name}`,
    organization: 'system:nodes',
  });
  const server = `https://127.0.0.1:${port}`;
  writeKubeletFiles(dataDir, { server, ca: serverCa.cert, proof });
}

/** Each server tells every other what it knows, and learns what that one knows. */
async function exchange(store: NodeStore, authority: Authority, ownUrl: string): Promise<void> {
  for (const url of store.shared.servers.filter((one) => one !== ownUrl)) {
    try {
      const answer = await call(`${url}/stand-in/state`, {
        method: 'POST',
        ca: authority.serverCa.cert,
        credentials: `server:${authority.serverPassword}`,
        body: JSON.stringify(store.shared),
        timeoutMs: 3000,
      });
      store.merge(Shared.parse(JSON.parse(answer)));
    } catch {
      // It is away: it learns everything when it is back.
    }
  }
}
