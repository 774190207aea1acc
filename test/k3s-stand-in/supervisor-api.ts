import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Authority, criticalOptions } from './authority.ts';
import { type Caller, callerOf } from './caller.ts';
import { issue, issueFor, type PemPair } from './certificates.ts';
import { asKubernetes } from './kubernetes-node.ts';
import { type NodeStore, Shared } from './node-store.ts';
import type { Options } from './options.ts';

export interface ApiState {
  readonly authority: Authority;
  readonly store: NodeStore;
  readonly options: Options;
}

interface Call extends ApiState {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly caller: Caller;
  readonly name: string;
}

type Answer = { readonly status?: number; readonly body?: string; readonly json?: unknown };

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly allows: (caller: Caller) => boolean;
  readonly answer: (call: Call) => Answer | Promise<Answer>;
}

const unknownNode: Answer = { status: 404, body: 'no such node\n' };

const anyone = () => true;
const servers = (caller: Caller) => caller.server;
const members = (caller: Caller) => caller.node || caller.server;
const users = (caller: Caller) => caller.admin || caller.server || caller.node;

const routes: readonly Route[] = [
  { method: 'GET', path: /^\/ping$/, allows: anyone, answer: () => ({ body: 'pong' }) },
  {
    method: 'GET',
    path: /^\/cacerts$/,
    allows: anyone,
    answer: ({ authority }) => ({ body: authority.serverCa.cert }),
  },
  {
    method: 'GET',
    path: /^\/(v1-k3s\/)?(readyz|livez|healthz)$/,
    allows: users,
    answer: () => ({ body: 'ok' }),
  },
  { method: 'GET', path: /^\/v1-k3s\/config$/, allows: members, answer: controlConfig },
  {
    method: 'GET',
    path: /^\/v1-k3s\/(server|client)-ca\.crt$/,
    allows: members,
    answer: ({ name, authority }) => ({
      body: name === 'server' ? authority.serverCa.cert : authority.clientCa.cert,
    }),
  },
  {
    method: 'POST',
    path: /^\/v1-k3s\/(serving|client)-kubelet\.crt$/,
    allows: members,
    answer: kubeletCertificate,
  },
  {
    method: 'POST',
    path: /^\/v1-k3s\/client-(kube-proxy|k3s-controller)\.crt$/,
    allows: members,
    answer: async ({ name, authority, body }) => ({
      body: await issueFor(authority.clientCa, { commonName: `system:${name}` }, body),
    }),
  },
  {
    method: 'GET',
    path: /^\/v1-k3s\/apiservers$/,
    allows: members,
    answer: ({ store }) => ({ json: store.shared.servers.map((url) => new URL(url).host) }),
  },
  {
    method: 'GET',
    path: /^\/v1-k3s\/server-bootstrap$/,
    allows: servers,
    answer: ({ authority, store, options }) => ({
      json: { ...authority, critical: criticalOptions(options), shared: store.shared },
    }),
  },
  { method: 'POST', path: /^\/stand-in\/state$/, allows: servers, answer: exchangeState },
  { method: 'POST', path: /^\/stand-in\/token$/, allows: users, answer: addToken },
  {
    method: 'GET',
    path: /^\/api\/v1\/nodes$/,
    allows: users,
    answer: ({ store }) => ({
      json: { apiVersion: 'v1', kind: 'NodeList', items: store.list().map(asKubernetes) },
    }),
  },
  {
    method: 'GET',
    path: /^\/api\/v1\/nodes\/([^/]+)$/,
    allows: users,
    answer: ({ store, name }) => {
      const node = store.list().find((each) => each.name === name);
      return node === undefined ? unknownNode : { json: asKubernetes(node) };
    },
  },
  { method: 'PATCH', path: /^\/api\/v1\/nodes\/([^/]+)$/, allows: users, answer: annotate },
  { method: 'POST', path: /^\/api\/v1\/nodes$/, allows: members, answer: registerNode },
  {
    method: 'PUT',
    path: /^\/api\/v1\/nodes\/([^/]+)\/status$/,
    allows: members,
    answer: heartbeat,
  },
];

export async function serve(
  state: ApiState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const route = routes.find((one) => one.method === request.method && one.path.test(path));
  const caller = callerOf(state.authority, state.store, request);

  const respond = ({ status = 200, body, json }: Answer) => {
    const text = json === undefined ? (body ?? '') : `${JSON.stringify(json)}\n`;
    response.writeHead(status, {
      'content-type': json === undefined ? 'text/plain' : 'application/json',
    });
    response.end(text);
  };

  if (route === undefined) {
    respond({ status: 404, body: 'not found in the stand-in of k3s\n' });
  } else if (!route.allows(caller)) {
    respond({ status: 401, body: 'Unauthorized\n' });
  } else {
    const name = route.path.exec(path)?.[1] ?? '';
    respond(await route.answer({ ...state, request, caller, name, body: await bodyOf(request) }));
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function controlConfig({ options }: Call): Answer {
  const port = Number(options.text('https-listen-port') || 6443);
  return {
    json: {
      ClusterIPRange: options.text('cluster-cidr') || '10.42.0.0/16',
      ServiceIPRange: options.text('service-cidr') || '10.43.0.0/16',
      ClusterDNS: options.text('cluster-dns') || '10.43.0.10',
      ClusterDomain: options.text('cluster-domain') || 'cluster.local',
      FlannelBackend: options.text('flannel-backend') || 'vxlan',
      EgressSelectorMode: options.text('egress-selector-mode') || 'agent',
      HTTPSPort: port,
      SupervisorPort: port,
      DisableCCM: options.isOn('disable-cloud-controller'),
      DisableNPC: options.isOn('disable-network-policy'),
      DisableKubeProxy: options.isOn('disable-kube-proxy'),
      SystemDefaultRegistry: options.text('system-default-registry'),
    },
  };
}

const rejected =
  "Node password rejected, duplicate hostname or contents of '/etc/rancher/node/password' may not match server node-passwd entry\n";

async function kubeletCertificate({
  name,
  authority,
  store,
  request,
  body,
}: Call): Promise<Answer> {
  const nodeName = headerOf(request, 'k3s-node-name');
  const password = headerOf(request, 'k3s-node-password');
  if (nodeName === '' || password === '') {
    return { status: 400, body: 'node name or password not set\n' };
  }
  if (!store.claim(nodeName, password)) {
    return { status: 403, body: rejected };
  }

  const addresses = headerOf(request, 'k3s-node-ip').split(',').filter(Boolean);
  const ca: PemPair = name === 'serving' ? authority.serverCa : authority.clientCa;
  const subject = {
    commonName: name === 'serving' ? nodeName : `system:node:${nodeName}`,
    ...(name === 'serving'
      ? { names: [nodeName, '127.0.0.1', 'localhost', ...addresses] }
      : { organization: 'system:nodes' }),
  };
  return { body: `${await issueFor(ca, subject, body)}${ca.cert}` };
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function registerNode({ caller, store, body }: Call): Answer {
  const node = JSON.parse(body.toString());
  if (caller.nodeName !== node.name) {
    return { status: 403, body: `node ${caller.nodeName} may not register as ${node.name}\n` };
  }

  store.register(node);
  return { status: 201, json: { kind: 'Node', metadata: { name: node.name } } };
}

function heartbeat({ caller, store, name }: Call): Answer {
  if (caller.nodeName !== name) {
    return { status: 403, body: 'another node\n' };
  }
  return store.heartbeat(name) ? { body: 'ok' } : unknownNode;
}

/** Annotations only, as a merge patch; a node may change its own. */
function annotate({ caller, store, name, body }: Call): Answer {
  if (!caller.admin && caller.nodeName !== name) {
    return { status: 403, body: 'another node\n' };
  }
  const { annotations } = JSON.parse(body.toString()).metadata;
  return store.annotate(name, annotations) ? { json: { kind: 'Node' } } : unknownNode;
}

function exchangeState({ store, body }: Call): Answer {
  store.merge(Shared.parse(JSON.parse(body.toString())));
  return { json: store.shared };
}

function addToken({ caller, store, body }: Call): Answer {
  if (!caller.admin) {
    return { status: 403, body: 'Forbidden\n' };
  }
  store.addBootstrapToken(body.toString());
  return { status: 201 };
}

/** For the server's own TLS port. */
export function issueServing(authority: Authority, names: readonly string[]): Promise<PemPair> {
  return issue(authority.serverCa, { commonName: 'k3s', names });
}
