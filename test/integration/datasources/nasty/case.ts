import type { IncomingMessage } from 'node:http';
import { replyOf } from '../../../metadata-server/provider.ts';
import { type NastyAnswer, send } from './answer.ts';
import { start } from './boot.ts';
import type { Listener, Network, World } from './network.ts';
import { machine, type Service } from './services.ts';

export interface Happened {
  /** What the machine is then, and what a person is told. */
  readonly told: string;
  /** What somebody was asked whom the service does not know, with the headers that count. */
  readonly elsewhere: readonly string[];
  readonly asked: readonly string[];
  readonly elapsedMs: number;
}

/** One machine that starts where this answer is what it gets. */
export async function happen(
  network: Network,
  authority: string,
  { service, answer }: { readonly service: Service; readonly answer: NastyAnswer },
): Promise<Happened> {
  const asked: string[] = [];
  const elsewhere: string[] = [];
  const origin = new URL(service.main);
  const world: World = {
    hosts: [origin.hostname, '168.63.129.16'],
    refuses: answer.refuses ?? false,
    hasNoTls: answer.hasNoTls ?? false,
    service(request, response) {
      const url = `${origin.protocol}//${request.headers.host}${request.url}`;
      const before = asked.filter((each) => each === url).length;
      const isFirst = asked.length === 0;
      asked.push(url);
      const good = replyOf(service.provider({ ...machine, ...answer }, questionOf(request)));
      const served = answer.serve({ service, url, before, isFirst, good });
      typeof served === 'function' ? served(response) : send(response, served);
    },
    elsewhere: tempting(elsewhere, service),
  };
  const began = performance.now();
  const { word, platform } = service;
  const isSlow = (url: string) => answer.isSlow?.(url, service) ?? false;
  const told = await network.within(world, () => start({ word, platform, authority, isSlow }));
  return { told, elsewhere, asked, elapsedMs: performance.now() - began };
}

function questionOf({ method = 'GET', url: path = '/', headers, socket }: IncomingMessage) {
  return { method, path, headers, port: socket.remotePort ?? 0 };
}

/** Has what everybody would like to have, and writes down who comes. */
function tempting(elsewhere: string[], { userdata, provider }: Service): Listener {
  return (request, response) => {
    const own = ['host', 'user-agent', 'accept', 'accept-encoding', 'connection'];
    const more = Object.keys(request.headers).filter((name) => !own.includes(name));
    elsewhere.push([`${request.headers.host}${request.url}`, ...more].join(' '));
    const path = userdata.replace(/^\w+:\/\/[^/]+/, '');
    send(response, replyOf(provider(machine, { ...questionOf(request), path })));
  };
}
