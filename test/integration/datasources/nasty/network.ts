import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, type Server, Socket } from 'node:net';
import type { PemPair } from '../../../k3s-stand-in/certificates.ts';

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** What is behind the addresses of one case: the service at those that it has, somebody else at all others. */
export interface World {
  readonly hosts: readonly string[];
  readonly service: Listener;
  readonly elsewhere: Listener;
  /** Who listens at the port of https knows no TLS. */
  readonly hasNoTls?: boolean;
  /** Nobody listens. */
  readonly refuses?: boolean;
}

export interface Network {
  /** Whatever `work` connects to, it ends in this world. */
  within<T>(world: World, work: () => Promise<T>): Promise<T>;
  stop(): void;
}

interface Target {
  host?: string;
  port?: number | string;
}

/**
 * A double of the net that the services are in: connections lead to the loopback, to an address of their own for each case, and everything
 * above them is real: the URL, names and certificates included. Nothing leaves the machine.
 */
export async function startNetwork(certificate: PemPair): Promise<Network> {
  const worlds = new Map<string, World>();
  const current = new AsyncLocalStorage<string>();
  const listener: Listener = (request, response) => {
    const [, side, id = ''] = /^(?:::ffff:)?127\.(\d+)\.(.*)$/.exec(address(request)) ?? [];
    const world = worlds.get(id);
    (side === '1' ? world?.service : world?.elsewhere)?.(request, response);
  };
  const open = await listening(createServer(listener));
  const secret = await listening(createTlsServer({ ...certificate }, listener));
  const closed = await freePort();
  const connect = Socket.prototype.connect;

  Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
    // node:net hands over its arguments as one list, with the options at its front.
    const list = (Array.isArray(given[0]) ? given[0] : given) as Target[];
    const id = current.getStore();
    const { host = '', port } = list[0] as Target;
    if (id !== undefined) {
      const world = worlds.get(id);
      const side = world?.hosts.includes(host) ? 1 : 2;
      const own = Number(port) === 443 && !world?.hasNoTls ? portOf(secret) : portOf(open);
      list[0] = { ...list[0], host: `127.${side}.${id}`, port: world?.refuses ? closed : own };
    }
    return (connect as (...args: unknown[]) => Socket).apply(this, given);
  } as typeof connect;

  return {
    async within(world, work) {
      const id = `${worlds.size >> 8}.${worlds.size & 255}`;
      worlds.set(id, world);
      return current.run(id, work);
    },
    stop() {
      Socket.prototype.connect = connect;
      for (const server of [open, secret]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

const address = ({ socket }: IncomingMessage) => socket.localAddress ?? '';
const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function listening<T extends Server>(server: T): Promise<T> {
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return server;
}

async function freePort(): Promise<number> {
  const server = await listening(createServer());
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
