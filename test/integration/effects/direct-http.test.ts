import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { fetchDirect } from '../../../src/effects/direct-http.ts';
import { reasonOf } from '../../../src/errors.ts';
import { sendEndlessly, startLoopbackServer } from '../../support/loopback-server.ts';

const asked: IncomingMessage[] = [];
const ports: (number | undefined)[] = [];
const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/ok': (_, response) => response.end('hello'),
  '/who': (request, response) => response.end(request.headers.authorization),
  '/moved': (_, response) => response.writeHead(302, { location: 'http://192.0.2.1/' }).end(),
  '/packed': (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('mine')),
  '/drip': (_, response) => {
    response.write('a');
    const timer = setInterval(() => response.write('a'), 100);
    response.on('close', () => clearInterval(timer));
  },
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('a', () => response.socket?.end());
  },
  '/silent': (_, response) => response.socket?.end(),
  '/ssh': (_, response) => response.socket?.end('SSH-2.0-OpenSSH_9.2p1\r\n'),
  '/endless': sendEndlessly,
};

const server = await startLoopbackServer((request, response) => {
  asked.push(request);
  ports.push(request.socket.remotePort);
  routes[request.url?.replace(/\?.*/, '') ?? '']?.(request, response);
});
afterAll(server.close);

const get = (path: string, options = {}) =>
  fetchDirect({
    readFile: () => undefined,
    url: path.startsWith('http') ? path : `${server.url}${path}`,
    options: { deadlineMs: 1000, maxBytes: 100_000, ...options },
  });
const failure = (path: string, options = {}) => get(path, options).catch(reasonOf);

describe('asking a service next to the machine', () => {
  it('sends method, headers and body, and says what it can read', async () => {
    const { body } = await get('/ok', {
      method: 'PUT',
      headers: { 'Metadata-Token': 't' },
      body: '{}',
    });

    expect(body.toString()).toBe('hello');
    const { method, headers } = asked.at(-1) as IncomingMessage;
    expect(method).toBe('PUT');
    expect(headers).toMatchObject({
      'metadata-token': 't',
      accept: '*/*',
      'accept-encoding': 'identity',
      connection: 'close',
    });
  });

  it('asks for another form once, not for two', async () => {
    await get('/ok', { headers: { Accept: 'application/json' } });

    expect(asked.at(-1)?.headersDistinct.accept).toEqual(['application/json']);
  });

  it('sends user and password of a URL as a header, unless another vouches already', async () => {
    const url = `${server.url.replace('http://', 'http://al:p%40w@')}/who`;

    expect((await get(url)).body.toString()).toBe(`Basic ${btoa('al:p@w')}`);
    expect((await get(url, { headers: { Authorization: 'Bearer t' } })).body.toString()).toBe(
      'Bearer t',
    );
  });

  it('takes a redirect as the answer that it is', async () => {
    expect(await get('/moved')).toMatchObject({
      status: 302,
      headers: { location: 'http://192.0.2.1/' },
    });
  });

  it('leaves packed what comes packed', async () => {
    expect((await get('/packed')).body).toEqual(gzipSync('mine'));
  });

  it('never asks a proxy', async () => {
    for (const name of ['http_proxy', 'HTTP_PROXY', 'NODE_USE_ENV_PROXY']) {
      vi.stubEnv(name, name.startsWith('NODE') ? '1' : 'http://127.0.0.1:9');
    }

    expect((await get('/ok')).status).toBe(200);
  });

  it.each([
    { what: 'drips', path: '/drip', options: {}, says: /no complete answer within 1 s/ },
    {
      what: 'never ends',
      path: '/endless',
      options: {},
      says: /: answer larger than 100000 bytes$/,
    },
    {
      what: 'nobody waits for',
      path: '/drip',
      options: { signal: AbortSignal.abort() },
      says: /cannot fetch/,
    },
  ])('does not go on with an answer that $what', async ({ path, options, says }) => {
    expect(await failure(path, options)).toMatch(says);
  });

  it.each([
    { what: 'is cut', path: '/cut', says: 'the connection ended before the whole answer had come' },
    { what: 'never begins', path: '/silent', says: 'the connection was closed without an answer' },
    { what: 'is not HTTP', path: '/ssh', says: 'what listens there does not speak HTTP' },
  ])(
    'says in plain words that an answer $what, and no secret of its address',
    async ({ path, says }) => {
      expect(await failure(`${path}?token=canary`)).toBe(
        `cannot fetch ${server.url}${path}: ${says}`,
      );
    },
  );

  it('can ask from a port of its own', async () => {
    await get('/ok', { localPort: 733 });

    expect(ports.at(-1)).toBe(733);
  });

  it('reaches a link-local address by its zone, which the server is not told', async () => {
    // There is none on the loopback; the kernel refuses by the zone, so that one was understood.
    expect(await failure('http://[fe80::1%lo]:9/')).toMatch(/fe80::1%lo|ENETUNREACH|EINVAL/);
    expect(await failure('http://[fe80::1%nowhere0]:9/')).toMatch(/nowhere0|ENOTFOUND|EINVAL/);
  });
});
