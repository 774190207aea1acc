import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Machine, replyOf } from './provider.ts';
import { providers } from './providers.ts';

/**
 * A double of the metadata services of all clouds at once: node main.ts MACHINES ADDRESS...
 * MACHINES is JSON: address of a machine → Machine. Who asks decides which cloud answers; nobody else is answered.
 */
const [machines = '{}', ...addresses] = process.argv.slice(2);
const byAddress = JSON.parse(machines) as Record<string, Machine>;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', url = '/', headers, socket } = request;
  const machine = byAddress[socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''];
  const port = socket.remotePort ?? 0;
  const found =
    machine && providers[machine.provider]?.(machine, { method, path: url, headers, port });
  const reply = replyOf(found);
  response.writeHead(reply.status ?? 200, {
    'content-type': reply.type ?? 'text/plain',
    ...reply.headers,
  });
  response.end(reply.body ?? '');
}

for (const address of addresses) {
  createServer(answer).listen(80, address);
}
