import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { url } from '../../../../src/datasources/local/url.ts';
import { digest } from '../../../../src/lib/digest.ts';
import { access, platform } from '../../../support/data-source.ts';
import type { Routes } from '../../../support/metadata-server.ts';

const files = { '/sys/class/dmi/id/product_uuid': '4C4C4544-0042\n' };
const address = 'https://cfg.example/node.yaml';
/** As it is written in a URL. */
const fact = (name: string) => `\${${name}}`;

async function answer(web: Routes, argument = address) {
  return url.parse(await url.fetch(access({ web, files }), argument), platform());
}

describe('url', () => {
  it('is never found, only named', () => {
    expect(url.matches(platform())).toBe(false);
  });

  it.each([
    { what: 'text', body: Buffer.from('hostname: a\n') },
    { what: 'packed', body: gzipSync('hostname: a\n') },
  ])('gives user-data that is $what', async ({ body }) => {
    expect(await answer({ [`GET ${address}`]: body })).toEqual({ userdata: body, notices: [] });
  });

  it('has facts of the machine in it', async () => {
    const web = { 'GET https://cfg.example/4c4c4544-0042': 'a: b' };

    const { userdata } = await answer(web, `https://cfg.example/${fact('uuid')}`);

    expect(userdata?.toString()).toBe('a: b');
  });

  it('may lead elsewhere', async () => {
    const web = {
      [`GET ${address}`]: { status: 302, headers: { location: 'https://blobs.example/1' } },
      'GET https://blobs.example/1': 'a: b',
    };

    expect((await answer(web)).userdata?.toString()).toBe('a: b');
  });

  it('may have a digest', async () => {
    const web = { [`GET ${address}`]: 'a: b' };

    expect(await answer(web, `${address}#${digest(Buffer.from('a: b'))}`)).toMatchObject({
      userdata: Buffer.from('a: b'),
    });
    await expect(answer(web, `${address}#${'0'.repeat(64)}`)).rejects.toThrow('sha256 is');
  });

  it('has the digest of the file, even where a server holds that packed and says so', async () => {
    const body = gzipSync('a: b');
    const web = { [`GET ${address}`]: { headers: { 'content-encoding': 'gzip' }, body } };

    expect((await answer(web, `${address}#${digest(body)}`)).userdata).toEqual(body);
  });

  it('tells of a protocol that anybody can change', async () => {
    const { notices } = await answer({ 'GET http://cfg.example/': 'a: b' }, 'http://cfg.example/');

    expect(notices).toEqual([expect.stringContaining('without a digest')]);
  });

  it.each([
    { what: 'is not there', reply: { status: 404 }, says: `${address} is not there` },
    { what: 'is empty', reply: '\n', says: `${address} is empty` },
    { what: 'is forbidden', reply: { status: 403, body: 'a: b' }, says: 'answered 403' },
    { what: 'is a login page', reply: '\n<!doctype html>', says: 'is a web page' },
  ])('is refused where it $what', async ({ reply, says }) => {
    await expect(answer({ [`GET ${address}`]: reply })).rejects.toThrow(says);
  });

  it('is refused for a fact that the machine has not', async () => {
    await expect(answer({}, `https://c/${fact('serial')}`)).rejects.toThrow(
      'the address: this machine has no serial',
    );
  });
});
