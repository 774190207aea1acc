import { describe, expect, it } from 'vitest';
import { type TokenService, withToken } from '../../../../src/datasources/http/with-token.ts';
import { type Reply, type Routes, recordedHttp } from '../../../support/metadata-server.ts';

const base = 'http://192.0.2.1';
const service: TokenService = {
  url: `${base}/token`,
  headers: { 'Token-Life': '300' },
  header: 'Token',
};

/** Gives out t1, t2, …; a token is good for `uses` requests. */
function tokenRoutes(uses: number): Routes {
  let given = 0;
  let left = 0;
  return {
    [`PUT ${base}/token`]: ({ headers }) => {
      given += 1;
      left = uses;
      return headers?.['Token-Life'] === '300' ? ` t${given}\n` : { status: 400 };
    },
    [`GET ${base}/id`]: ({ headers }) => {
      left -= 1;
      return headers?.Token === `t${given}` && left >= 0 ? 'one' : { status: 401 };
    },
  };
}

const bodyOf = async (web: Routes, given: Partial<TokenService> = {}) => {
  const http = recordedHttp(web);
  const client = withToken(http, { ...service, ...given });
  const bodies = [
    (await client.request(`${base}/id`))?.body.toString(),
    (await client.request(`${base}/id`))?.body.toString(),
  ];
  return { asked: http.asked, bodies };
};

describe('a service with tokens', () => {
  it('gives one for all requests', async () => {
    expect(await bodyOf(tokenRoutes(9))).toEqual({
      asked: [`PUT ${base}/token`, `GET ${base}/id`, `GET ${base}/id`],
      bodies: ['one', 'one'],
    });
  });

  it('gives another when one is over', async () => {
    const { asked, bodies } = await bodyOf(tokenRoutes(1));

    expect(bodies).toEqual(['one', 'one']);
    expect(asked.filter((each) => each.startsWith('PUT'))).toHaveLength(2);
  });

  it('is given up where it refuses a new token, too', async () => {
    const http = recordedHttp(tokenRoutes(0));

    await expect(withToken(http, service).request(`${base}/id`)).rejects.toThrow(
      `${base}/id answered 401 to a token that it has just given`,
    );
    expect(http.asked).toHaveLength(4);
  });

  it('is asked without where it knows none, if that may be', async () => {
    const web = { [`GET ${base}/id`]: 'one' };

    expect((await bodyOf(web, { none: [404] })).bodies).toEqual(['one', 'one']);
    await expect(bodyOf(web)).rejects.toThrow(`${base}/token answered 404`);
  });

  it.each<{ what: string; reply: Reply; says: string }>([
    { what: 'is switched off', reply: { status: 403 }, says: 'answered 403: the service is' },
    { what: 'is a login page', reply: '<!DOCTYPE html> <p>Hello', says: 'gave no token' },
    { what: 'gives nothing', reply: ' \n', says: 'gave no token' },
    { what: 'gives too much', reply: 'x'.repeat(4097), says: 'gave no token' },
    { what: 'gives a control character', reply: 'a\u0007b', says: 'gave no token' },
  ])('is asked no more where it $what', async ({ reply, says }) => {
    const http = recordedHttp({ [`PUT ${base}/token`]: reply, [`GET ${base}/id`]: 'one' });

    await expect(withToken(http, service).request(`${base}/id`)).rejects.toThrow(says);
    expect(http.asked).toEqual([`PUT ${base}/token`]);
  });

  it('sees no status that only its caller expects', async () => {
    const http = recordedHttp({ [`PUT ${base}/token`]: 't1', [`GET ${base}/id`]: { status: 400 } });
    const client = withToken(http, service);

    expect((await client.request(`${base}/id`, { expected: [400] }))?.status).toBe(400);
  });
});
