import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Asked, metadataClient } from '../../../../src/datasources/http/client.ts';
import { near } from '../../../../src/datasources/http/timing.ts';
import type { DirectOptions, DirectResult } from '../../../../src/effects/system.ts';
import { AnswerTooLarge } from '../../../../src/errors.ts';
import { recordingSystem } from '../../../support/recording-system.ts';

const url = 'http://169.254.169.254/a';
type Reply = Partial<DirectResult> | Error;

function client(
  replies: readonly Reply[],
  { budgetMs = 60_000, signal }: { budgetMs?: number; signal?: AbortSignal } = {},
) {
  const options: DirectOptions[] = [];
  const system = recordingSystem({
    async direct(_url, given) {
      options.push(given);
      const reply = replies[Math.min(options.length, replies.length) - 1] ?? {};
      if (reply instanceof Error) {
        throw new Error(`cannot fetch ${url}`, { cause: reply });
      }
      return { status: 200, headers: {}, body: Buffer.from('yes'), ...reply };
    },
  });
  const asked: Asked[] = [];
  const troubles: string[] = [];
  const http = metadataClient({
    ...{ system, random: () => 0, onAsked: (one: Asked) => asked.push(one) },
    onTrouble: (line) => troubles.push(line),
    patience: { budgetMs, firstWaitMs: 250 },
    ...(signal === undefined ? {} : { signal }),
  });
  return { http, asked, troubles, options, system };
}

describe('the client of metadata services', () => {
  it('asks again until there is an answer', async () => {
    const { http, asked } = client([
      new Error('connect ENETUNREACH'),
      { status: 503, headers: { 'retry-after': '2' } },
      {},
    ]);

    expect((await http.request(url))?.body.toString()).toBe('yes');
    expect(asked.map(({ result }) => result)).toEqual([
      'connect ENETUNREACH',
      '503, 3 bytes',
      '200, 3 bytes',
    ]);
  });

  it('tells what was asked, without what may be secret in it', async () => {
    const { http, asked } = client([{}]);

    await http.request(`${url}?token=canary`);

    expect(asked.map((one) => one.url)).toEqual([url]);
  });

  it('says now and then what is wrong, to whoever waits for long', async () => {
    const { http, troubles } = client([new Error('connect ECONNREFUSED')]);
    await http.request(url).catch(() => undefined);
    const quick = client([{ status: 503 }, {}]);
    await quick.http.request(url);

    expect(troubles).toEqual(
      Array.from({ length: troubles.length }, () =>
        expect.stringMatching(
          /^http:\/\/169\.254\.169\.254\/a does not answer: connect ECONNREFUSED; tried again for \d+ s at most$/,
        ),
      ),
    );
    expect(troubles.length).toBeGreaterThan(1);
    expect(troubles.length).toBeLessThan(6);
    expect(quick.troubles).toEqual([]);
  });

  it('gives up when the time of its source is over, and says what was wrong last', async () => {
    const { http, system } = client([{ status: 503 }], { budgetMs: 5000 });
    const began = system.clock.monotonicMs();

    await expect(http.request(url)).rejects.toThrow(`${url} answered 503`);
    expect(system.clock.monotonicMs() - began).toBeLessThanOrEqual(5000);
  });

  it.each([
    { status: 401, says: 'answered 401' },
    { status: 302, says: 'is redirected' },
  ])('does not ask again after $status', async ({ status, says }) => {
    const { http, asked } = client([{ status }, {}]);

    await expect(http.request(url)).rejects.toThrow(says);
    expect(asked).toHaveLength(1);
  });

  it.each([
    { bad: 'http://u:1x/canary@h/', says: 'http://… cannot be read as an address' },
    { bad: 'ftp://u:canary@h/a', says: 'ftp://h/a is not asked: only http and https are' },
  ])('does not ask at all for $bad', async ({ bad, says }) => {
    const { http, options, system } = client([{}]);

    await expect(http.request(bad)).rejects.toThrow(says);
    expect(options).toEqual([]);
    expect(system.effects).toEqual([]);
  });

  it('does not ask again for what is too large', async () => {
    const { http, asked } = client([new AnswerTooLarge('answer larger than 1 MiB'), {}]);

    await expect(http.request(url)).rejects.toThrow(`${url} is refused: answer larger than 1 MiB`);
    expect(asked).toHaveLength(1);
  });

  it('asks as often as is wished, where that is said', async () => {
    const { http, asked } = client([{ status: 503 }]);

    await expect(http.request(url, { maxTries: 2 })).rejects.toThrow('answered 503');
    expect(asked).toHaveLength(2);
  });

  it('has no last try of a moment, which would hide why the others failed', async () => {
    const { http, options } = client([{ status: 503 }], { budgetMs: 5000 });

    await expect(http.request(url)).rejects.toThrow('answered 503');
    expect(options.map(({ deadlineMs }) => deadlineMs >= 1000)).not.toContain(false);
  });

  it('unpacks what was packed on the way, and nothing else', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const packed = client([{ headers, body: gzipSync('yes') }]);
    const users = client([{ body: gzipSync('yes') }]);

    expect((await packed.http.request(url))?.body.toString()).toBe('yes');
    expect((await users.http.request(url))?.body).toEqual(gzipSync('yes'));
    expect((await packed.http.request(url, { keepsPacked: true }))?.body).toEqual(gzipSync('yes'));
  });

  it.each([
    {
      what: 'becomes too large',
      body: gzipSync(Buffer.alloc(2 * 1024 * 1024)),
      says: 'unpacks to',
    },
    { what: 'is cut', body: gzipSync('yes').subarray(0, 12), says: 'cannot be unpacked as gzip' },
  ])('refuses what is packed and $what', async ({ body, says }) => {
    const { http, asked } = client([{ headers: { 'content-encoding': 'x-gzip' }, body }]);

    await expect(http.request(url)).rejects.toThrow(`${url} ${says}`);
    expect(asked).toHaveLength(1);
  });

  it('stops when nobody waits any more', async () => {
    const { http } = client([{ status: 503 }], { signal: AbortSignal.abort() });

    await expect(http.request(url)).rejects.toThrow('was not asked');
  });

  it('asks from a port that only root can use, another one each time', async () => {
    let next = 0;
    const random = () => {
      next += 0.25;
      return next % 1;
    };
    const { options, system } = client([{ status: 429 }, {}]);
    const http = metadataClient({ system, patience: near, random });

    await http.request(url, { fromLowPort: true });

    const ports = options.map(({ localPort }) => localPort);
    expect(new Set(ports).size).toBe(2);
    expect(ports.every((port) => port !== undefined && port >= 600 && port < 1000)).toBe(true);
  });

  it('lets no try last longer than the time that is left', async () => {
    const { http, options } = client([{}], { budgetMs: 3000 });

    await http.request(url);

    expect(options[0]?.deadlineMs).toBe(3000);
  });
});
