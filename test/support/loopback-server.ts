import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackServer {
  readonly url: string;
  close(): void;
}

/** A web server of the test's own, at a port that was free. */
export async function startLoopbackServer(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** An answer that never ends, as fast as it is taken. */
export function sendEndlessly(_: IncomingMessage, response: ServerResponse): void {
  const more = () => {
    while (response.write('x'.repeat(65536))) {}
  };
  response.on('drain', more);
  more();
}
