import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { gcp } from '../../../../src/datasources/clouds/gcp.ts';
import { access, platform } from '../../../support/data-source.ts';
import type { Reply, Routes } from '../../../support/metadata-server.ts';

const base = 'http://169.254.169.254/computeMetadata/v1';
const k1 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEk7vMMuuavfiXGkBLUU1klcr9OMPndNXfLhUvD7Kv4a ops@example';
const k2 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK0aSZTWs5+C/nOyu7oOT+jrsYYuiLmc0ssFqcdDT0yB dev@example';
const userdata = '#cloud-config\nhostname: plain-node\n';
const ours = { 'Metadata-Flavor': 'Google' };
const theirs = { 'metadata-flavor': 'Google', date: 'Mon, 01 Jun 2026 08:00:00 GMT' };

type Attributes = Readonly<Record<string, string>>;

function service(instance: Attributes, project: Attributes = {}, headers: Attributes = theirs) {
  const guarded = (body: string) => (request: { headers?: Attributes }) =>
    request.headers?.['Metadata-Flavor'] === ours['Metadata-Flavor']
      ? { headers, body }
      : { status: 403, body: '<!DOCTYPE html>' };
  return {
    [`GET ${base}/instance/id`]: guarded('8087716956832600123'),
    [`GET ${base}/instance/hostname`]: guarded('web-1.europe-west4-a.c.demo-project.internal'),
    [`GET ${base}/instance/attributes/?recursive=true`]: guarded(JSON.stringify(instance)),
    [`GET ${base}/project/attributes/?recursive=true`]: guarded(JSON.stringify(project)),
  };
}

async function answer(web: Routes) {
  return gcp.parse(await gcp.fetch(access({ web }), ''), platform());
}

describe('gcp', () => {
  it.each([
    { what: 'the product', dmi: { product_name: 'Google Compute Engine' }, is: true },
    { what: 'its short name', dmi: { product_name: 'Google' }, is: true },
    { what: 'the serial number', dmi: { product_serial: 'GoogleCloud-0F1E' }, is: true },
    { what: 'another product', dmi: { product_name: 'KVM' }, is: false },
  ])('is $is by $what', ({ dmi, is }) => {
    expect(gcp.matches(platform({ dmi }))).toBe(is);
  });

  it('says who the machine is, its id to the last digit', async () => {
    const web = service(
      { 'user-data': userdata, 'ssh-keys': `ops:${k1}`, 'block-project-ssh-keys': 'false' },
      { 'ssh-keys': `dev:${k2}` },
    );

    expect(await answer(web)).toEqual({
      instanceId: '8087716956832600123',
      hostname: 'web-1.europe-west4-a.c.demo-project.internal',
      sshKeys: [k1, k2],
      userdata: Buffer.from(userdata),
      notices: [],
    });
  });

  it('needs neither keys nor user-data, nor any attributes', async () => {
    const web = {
      [`GET ${base}/instance/id`]: { headers: theirs, body: '1' },
    };

    expect(await answer(web)).toEqual({
      ...{ instanceId: '1', hostname: undefined, sshKeys: [], notices: [] },
      userdata: undefined,
    });
  });

  it.each([
    { what: 'the instance blocks them', instance: { 'block-project-ssh-keys': 'TRUE' }, keys: [] },
    { what: 'the instance has the older name', instance: { sshKeys: `a:${k1}` }, keys: [k1] },
    { what: 'the instance says nothing', instance: {}, keys: [k2] },
  ])('takes $keys.length of two keys where $what', async ({ instance, keys }) => {
    expect((await answer(service(instance, { 'ssh-keys': `dev:${k2}` }))).sshKeys).toEqual(keys);
  });

  it.each([
    { what: 'is over', end: '2020-01-02T03:04:05+0000', headers: theirs, taken: false },
    { what: 'is not over', end: '2030-01-02T03:04:05+0000', headers: theirs, taken: true },
    { what: 'makes no sense', end: 'soon', headers: theirs, taken: false },
    {
      what: 'cannot be compared',
      ...{ end: '2030-01-02T03:04:05+0000', headers: { 'metadata-flavor': 'Google' } },
      taken: false,
    },
  ])('takes a key whose end $what: $taken', async ({ end, headers, taken }) => {
    const login = JSON.stringify({ userName: 'old@example.com', expireOn: end });
    const line = `old:${k2} google-ssh ${login}`;

    const data = await answer(service({ 'ssh-keys': `ops:${k1}\n${line}` }, {}, headers));

    expect(data.sshKeys).toHaveLength(taken ? 2 : 1);
    expect(data.notices).toHaveLength(taken ? 0 : 1);
  });

  it.each([
    { what: 'without a user', line: k1, says: 'no user before it' },
    { what: 'that ends in broken JSON', line: `a:${k1} google-ssh {"exp`, says: 'has passed' },
  ])('leaves out a key $what', async ({ line, says }) => {
    const data = await answer(service({ 'ssh-keys': `${line}\nops:${k2}\n` }));

    expect(data.sshKeys).toEqual([k2]);
    expect(data.notices).toEqual([expect.stringContaining(says)]);
  });

  it.each([
    { encoding: 'base64', text: gzipSync(userdata).toString('base64'), packed: true, notices: 0 },
    { encoding: 'base64', text: userdata, packed: false, notices: 1 },
    { encoding: 'rot13', text: userdata, packed: false, notices: 1 },
  ])('reads user-data in $encoding, with $notices notices', async (given) => {
    const attributes = { 'user-data': given.text, 'user-data-encoding': given.encoding };

    const data = await answer(service(attributes));

    expect(data.userdata).toEqual(given.packed ? gzipSync(userdata) : Buffer.from(userdata));
    expect(data.notices).toHaveLength(given.notices);
  });

  it.each<{ what: string; reply: Reply; says: string }>([
    { what: 'is not Google', reply: '1', says: 'was not answered by Google' },
    { what: 'is a login page', reply: '<html>Welcome', says: 'was not answered by Google' },
    { what: 'does not exist', reply: { status: 404 }, says: 'instance/id answered 404' },
  ])('is refused where what answers $what', async ({ reply, says }) => {
    const web = { ...service({}), [`GET ${base}/instance/id`]: reply };

    await expect(answer(web)).rejects.toThrow(says);
  });

  it('is refused where the attributes are cut', async () => {
    const reply = { headers: theirs, body: '{"user-data":"#cl' };
    const web = { ...service({}), [`GET ${base}/instance/attributes/?recursive=true`]: reply };

    await expect(answer(web)).rejects.toThrow('instance is no JSON');
  });
});
