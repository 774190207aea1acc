import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { namedProviders } from './named-services.ts';
import { isThere, places } from './places.ts';
import { type Machine, type Question, type Reply, replyOf } from './provider.ts';
import { providers } from './providers.ts';
import type { Heard, Settings } from './settings.ts';

/**
 * A double of the metadata services of all clouds at once: node cloud.ts SETTINGS, a file that is read again for each request. The card
 * that a request comes from decides which cloud answers, as in a cloud; nobody else is answered.
 */
const [settingsFile = ''] = process.argv.slice(2);
const settings = () => JSON.parse(readFileSync(settingsFile, 'utf8')) as Settings;
const plain = (address = '') => address.replace(/^::ffff:|%.*$/g, '');

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { socket, method = 'GET', url = '/', headers } = request;
  const address = plain(socket.localAddress);
  const from = plain(socket.remoteAddress);
  const mac = macOf(from);
  const question: Question = {
    ...{ method, path: url, headers, body: await text(request) },
    ...{ mac, port: socket.remotePort ?? 0 },
  };
  const machine = settings().machines[mac];
  if (machine === undefined) {
    socket.destroy();
    return;
  }
  const {
    status = 200,
    type = 'text/plain',
    headers: own,
    body = '',
  } = replyTo(machine, question, address);
  const line: Heard = { mac, from, method, url: `${address}${url}`, status };
  appendFileSync(settings().journal, `${JSON.stringify(line)}\n`);
  response.writeHead(status, { 'content-type': type, ...own }).end(body);
}

const all = { ...providers, ...namedProviders };

function replyTo(machine: Machine, question: Question, address: string): Reply {
  const { provider } = machine;
  return replyOf(isThere(provider, address) ? all[provider]?.(machine, question) : undefined);
}

const cards = new Map<string, string>();

/** Addresses that a machine gives itself say nothing of it. */
function macOf(address: string): string {
  const known = cards.get(address) ?? lookUp(address);
  cards.set(address, known);
  return known;
}

function lookUp(address: string): string {
  const listed = execFileSync('ip', ['-j', 'neigh', 'show', 'dev', 'switch'], { encoding: 'utf8' });
  const neighbours: { dst: string; lladdr?: string }[] = JSON.parse(listed);
  const mac = neighbours.find(({ dst }) => dst === address)?.lladdr;
  if (mac === undefined) {
    throw new Error(`${address} asks, and is no neighbour: ${listed}`);
  }
  return mac;
}

const { packet, onLink, ...others } = places;
const { tls } = settings();
for (const address of [...Object.values(others), `${onLink}%switch`]) {
  createServer(serve).listen(80, address);
}
if (tls !== undefined) {
  createSecureServer(tls, serve).listen(443, packet);
}
