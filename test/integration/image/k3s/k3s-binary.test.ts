import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findK3s } from '../../../../src/image/k3s/k3s-binary.ts';
import { type LoopbackServer, startLoopbackServer } from '../../../support/loopback-server.ts';
import { tempRoot } from '../../../support/temp-root.ts';

const program = '#!/bin/sh\necho "k3s version v1.36.4+k3s1 (0123abcd)"\necho "go version go1.25"\n';
const sha256 = createHash('sha256').update(program).digest('hex');

describe('the k3s of a sandbox', () => {
  let server: LoopbackServer;
  let requests: number;
  let cache: string;

  beforeAll(async () => {
    server = await startLoopbackServer((request, response) => {
      requests++;
      response.statusCode = request.url === '/k3s' ? 200 : 404;
      response.end(request.url === '/k3s' ? program : '<html>not here</html>');
    });
  });

  afterAll(() => server.close());

  beforeEach(() => {
    requests = 0;
    cache = tempRoot({}).path;
  });

  function local(content: string, mode = 0o755): string {
    const path = join(cache, 'local-k3s');
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  }

  it('may be a file, which says itself which version it is', async () => {
    const path = local(program);

    expect(await findK3s(path, cache)).toEqual({ path, version: 'v1.36.4+k3s1' });
  });

  it('may be fetched, once', async () => {
    const first = await findK3s(`${server.url}/k3s#${sha256}`, cache);
    const second = await findK3s(`${server.url}/k3s#${sha256}`, cache);

    expect(readFileSync(first.path, 'utf8')).toBe(program);
    expect(second).toEqual(first);
    expect(requests).toBe(1);
  });

  it.each([
    {
      when: 'its hash is another one',
      source: () => `${server.url}/k3s#${'0'.repeat(64)}`,
      reason: `sha256 is ${sha256}, not 0000`,
    },
    {
      when: 'the server does not have it',
      source: () => `${server.url}/other`,
      reason: 'HTTP 404',
    },
    {
      when: 'there is no such file',
      source: () => '/nowhere/k3s',
      reason: 'there is no such program',
    },
    {
      when: 'it cannot be executed',
      source: () => local(program, 0o644),
      reason: 'not executable',
    },
    {
      when: 'it is some other program',
      source: () => local('#!/bin/sh\necho hello\n'),
      reason: 'does not say which k3s it is: hello',
    },
  ])('is refused when $when', async ({ source, reason }) => {
    await expect(findK3s(source(), cache)).rejects.toThrow(reason);
  });

  it('is fetched again after a download that was not the right one', async () => {
    await expect(findK3s(`${server.url}/k3s#${'0'.repeat(64)}`, cache)).rejects.toThrow('sha256');
    await expect(findK3s(`${server.url}/k3s#${'0'.repeat(64)}`, cache)).rejects.toThrow('sha256');

    expect(requests).toBe(2);
  });
});
