import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Authority } from './authority.ts';
import type { NodeStore } from './node-store.ts';

/** Who asks: the strongest thing it proved. */
export interface Caller {
  readonly server: boolean;
  readonly node: boolean;
  readonly admin: boolean;
  /** Of a node's client certificate. */
  readonly nodeName?: string;
}

export function callerOf(authority: Authority, store: NodeStore, request: IncomingMessage): Caller {
  const header = request.headers.authorization ?? '';
  const [, bearer] = /^Bearer (.+)$/.exec(header) ?? [];
  const [, basic = ''] = /^Basic (.+)$/.exec(header) ?? [];
  const credentials = Buffer.from(basic, 'base64').toString();
  const password = credentials.slice(credentials.indexOf(':') + 1);
  const user = credentials.slice(0, credentials.indexOf(':'));
  const knowsServer = password !== '' && password === authority.serverPassword;
  const certificate = certificateOf(request);

  return {
    server: user === 'server' && knowsServer,
    node:
      (user === 'node' &&
        (knowsServer || (password !== '' && password === authority.agentPassword))) ||
      (bearer !== undefined && store.shared.bootstrapTokens.includes(bearer)) ||
      certificate.nodeName !== undefined,
    admin: certificate.admin,
    ...(certificate.nodeName === undefined ? {} : { nodeName: certificate.nodeName }),
  };
}

function certificateOf(request: IncomingMessage): { admin: boolean; nodeName?: string } {
  const socket = request.socket as TLSSocket;
  if (!socket.authorized) {
    return { admin: false };
  }

  const { CN, O } = socket.getPeerCertificate().subject ?? {};
  const [, nodeName] = /^system:node:(.+)$/.exec(String(CN)) ?? [];
  return { admin: O === 'system:masters', ...(nodeName === undefined ? {} : { nodeName }) };
}
