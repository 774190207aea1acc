import type { ServerResponse } from 'node:http';
import type { Machine, Reply } from '../../../metadata-server/provider.ts';
import type { Service } from './services.ts';

/** What somebody in the world does with one question. */
export type Served = Reply | ((response: ServerResponse) => void);

export interface Asked {
  readonly service: Service;
  readonly url: string;
  /** How often this document was asked for before. */
  readonly before: number;
  readonly isFirst: boolean;
  /** What the service would say. */
  readonly good: Reply;
}

/** One way in which a service, or who stands in its place, can be wrong. */
export interface NastyAnswer {
  readonly what: string;
  /** What the user has given, if not the usual. */
  readonly userdata?: Machine['userdata'];
  serve(asked: Asked): Served;
  /**
   * What the machine then is, and all that a person is told, where `refused: ` is that nobody has answered, FIRST the first address
   * that is asked, MAIN and USERDATA those of these documents, DOC the name of the main one.
   */
  readonly told: string;
  /** By names of sources, for those in which it is another way. */
  readonly except?: Readonly<Record<string, string>>;
  /** Requests that somebody gets whom the service has named; to all others nobody does. */
  readonly elsewhere?: Readonly<Record<string, number>>;
  /** Which answer ends only when nobody waits any more. */
  readonly isSlow?: (url: string, service: Service) => boolean;
  readonly refuses?: boolean;
  readonly hasNoTls?: boolean;
}

export const isMain = ({ url, service }: Asked): boolean => url === service.main;
export const isUserdata = ({ url, service }: Pick<Asked, 'url' | 'service'>): boolean =>
  url === service.userdata;
export const isToken = ({ url, service }: Asked): boolean => url === service.token;

export function bytesOf({ body = '' }: Reply): Buffer {
  return Buffer.from(body as string);
}

/** The document with other bytes; what is not there stays so. */
export function changed(good: Reply, change: (body: Buffer) => Buffer | string): Reply {
  return (good.status ?? 200) === 200 ? { ...good, body: change(bytesOf(good)) } : good;
}

export function send(response: ServerResponse, { status = 200, type, headers, body }: Reply): void {
  response.writeHead(status, { 'content-type': type ?? 'text/plain', ...headers });
  response.end(status === 204 ? undefined : body);
}
