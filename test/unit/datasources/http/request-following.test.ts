import { describe, expect, it } from 'vitest';
import { requestFollowing } from '../../../../src/datasources/http/request-following.ts';
import { type Reply, recordedHttp } from '../../../support/metadata-server.ts';

const to = (location: string, status = 302): Reply => ({ status, headers: { location } });

async function body(web: Readonly<Record<string, Reply>>, url = 'http://c/a') {
  const http = recordedHttp(web);
  const answer = await requestFollowing(http, url);
  return answer?.body.toString();
}

describe('a server that a person has named', () => {
  it.each([301, 302, 303, 307, 308])('may send elsewhere with %i', async (status) => {
    const web = { 'GET http://c/a': to('https://d/b?t=1', status), 'GET https://d/b?t=1': 'x' };

    expect(await body(web)).toBe('x');
  });

  it('may name the path alone', async () => {
    expect(await body({ 'GET http://c/a': to('/b'), 'GET http://c/b': 'x' })).toBe('x');
  });

  it('keeps user and password for itself: another host does not get them', async () => {
    const web = (location: string, next: string) => ({
      'GET http://al:pw@c/a': to(location),
      [`GET ${next}`]: 'x',
    });
    const from = 'http://al:pw@c/a';

    expect(await body(web('/b', 'http://al:pw@c/b'), from)).toBe('x');
    expect(await body(web('http://c/b', 'http://al:pw@c/b'), from)).toBe('x');
    expect(await body(web('http://d/b', 'http://d/b'), from)).toBe('x');
    expect(await body(web('//d/b', 'http://d/b'), from)).toBe('x');
    expect(await body(web('http://c:81/b', 'http://c:81/b'), from)).toBe('x');
  });

  it('may have nothing', async () => {
    expect(await body({})).toBeUndefined();
  });

  it.each([
    { what: 'to http from https', web: { 'GET https://c/a': to('http://c/a') }, says: 'only to' },
    { what: 'to a file', web: { 'GET https://c/a': to('file:///etc/shadow') }, says: 'only to' },
    { what: 'to nowhere', web: { 'GET https://c/a': { status: 302 } }, says: 'to nowhere' },
    { what: 'for ever', web: { 'GET https://c/a': to('/a') }, says: 'more than 5 times' },
  ])('may not send $what', async ({ web, says }) => {
    await expect(body(web, 'https://c/a')).rejects.toThrow(says);
  });
});
