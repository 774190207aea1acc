import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { fetchBounded } from '../../../src/effects/http.ts';
import { sendEndlessly, startLoopbackServer } from '../../support/loopback-server.ts';

const asked: { path: string; secret: string | undefined }[] = [];
const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/ok': (_, response) => response.end('hello'),
  '/gone': (_, response) => response.writeHead(404).end('no'),
  '/drip': (_, response) => {
    response.write('a');
  },
  '/endless': sendEndlessly,
  '/gzip-bomb': (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000))),
  '/moved': (_, response) => response.writeHead(302, { location: '/ok' }).end(),
  '/loop': (_, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/to-file': (_, response) => response.writeHead(302, { location: 'file:///etc/shadow' }).end(),
};

const server = await startLoopbackServer((request, response) => {
  const path = request.url ?? '';
  asked.push({ path, secret: request.headers['x-secret'] as string | undefined });
  routes[path]?.(request, response);
});
afterAll(server.close);

const get = (path: string, headers = {}) =>
  fetchBounded({
    readFile: () => undefined,
    url: `${server.url}${path}`,
    options: { deadlineMs: 1000, maxBytes: 100_000, headers },
  });

describe('fetch', () => {
  it.each([
    { path: '/ok', status: 200, body: 'hello' },
    { path: '/moved', status: 200, body: 'hello' },
    { path: '/gone', status: 404, body: 'no' },
  ])('answers $status for $path', async ({ path, status, body }) => {
    const answer = await get(path);

    expect({ status: answer.status, body: answer.body.toString() }).toEqual({ status, body });
  });

  it.each([
    { when: 'the answer never ends', path: '/drip', reason: /no complete answer within 1 s/ },
    { when: 'the answer is too large', path: '/endless', reason: /larger than 100000 bytes/ },
    {
      when: 'the answer is too large unpacked',
      path: '/gzip-bomb',
      reason: /larger than 100000 bytes/,
    },
    { when: 'redirects go in circles', path: '/loop', reason: /more than 5 redirects/ },
    { when: 'a redirect leaves the web', path: '/to-file', reason: /redirected to file:/ },
  ])('gives up when $when', async ({ path, reason }) => {
    const error = await get(path).catch((thrown: Error) => thrown);

    expect(String((error as Error).cause)).toMatch(reason);
  });

  it('names the server but not the query when nobody listens', async () => {
    const request = fetchBounded({
      readFile: () => undefined,
      url: 'http://user:pw@127.0.0.1:1/x?token=canary',
      options: { deadlineMs: 1000, maxBytes: 10 },
    });

    const error = (await request.catch((thrown: Error) => thrown)) as Error;

    expect(`${error.message}: ${String(error.cause)}`).toMatch(
      /^cannot fetch http:\/\/127\.0\.0\.1:1\/x: .*ECONNREFUSED/,
    );
    expect(`${error.message}: ${String(error.cause)}`).not.toMatch(/canary|pw@/);
  });

  it('sends user and password of a URL as a header', async () => {
    routes['/auth'] = (request, response) => response.end(request.headers.authorization);

    const answer = await fetchBounded({
      readFile: () => undefined,
      url: `${server.url.replace('http://', 'http://al:p%40w@')}/auth`,
      options: { deadlineMs: 1000, maxBytes: 100 },
    });

    expect(answer.body.toString()).toBe(`Basic ${Buffer.from('al:p@w').toString('base64')}`);
  });

  it('goes through a configured proxy', async () => {
    const through: string[] = [];
    const proxy = await startLoopbackServer((request, response) => {
      through.push(request.url ?? '');
      response.end('from the proxy');
    });

    const answer = await fetchBounded({
      readFile: () => undefined,
      url: 'http://keys.example.org/alice.keys',
      options: { deadlineMs: 1000, maxBytes: 100, env: { http_proxy: proxy.url } },
    });
    proxy.close();

    expect(answer.body.toString()).toBe('from the proxy');
    expect(through).toEqual(['http://keys.example.org/alice.keys']);
  });

  it('sends headers to the first server only', async () => {
    asked.length = 0;

    await get('/moved', { 'x-secret': 'canary' });

    expect(asked).toEqual([
      { path: '/moved', secret: 'canary' },
      { path: '/ok', secret: undefined },
    ]);
  });
});
