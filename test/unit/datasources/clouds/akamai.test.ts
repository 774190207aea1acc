import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { akamai } from '../../../../src/datasources/clouds/akamai.ts';
import { access, platform } from '../../../support/data-source.ts';
import type { Reply, Routes } from '../../../support/metadata-server.ts';

const base = 'http://169.254.169.254/v1';
const k1 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEk7vMMuuavfiXGkBLUU1klcr9OMPndNXfLhUvD7Kv4a ops@example';
const k2 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK0aSZTWs5+C/nOyu7oOT+jrsYYuiLmc0ssFqcdDT0yB dev@example';
const userdata = '#cloud-config\nhostname: plain-node\n';
const packed = gzipSync(userdata);

const instance = {
  ...{ id: 61234567, label: 'lin_node.1', region: 'nl-ams', type: 'g6-standard-2' },
  ...{ backups: { enabled: false, status: null }, host_uuid: '0c28', tags: ['k'] },
};

/** Refuses who brings no token, or wants another form than it has. The first `expired` requests find the token over. */
function service(given: Readonly<Record<string, Reply>> = {}, expired = 0): Routes {
  let refused = 0;
  const guarded = (reply: Reply, accept: string) => {
    return ({ headers = {} }: { headers?: Readonly<Record<string, string>> }): Reply => {
      if (headers['Metadata-Token'] !== 'abcdef0123456789' || refused < expired) {
        refused += 1;
        return { status: 401 };
      }
      return headers.Accept === accept ? reply : { status: 406 };
    };
  };
  const {
    instance: said = JSON.stringify(instance),
    keys = JSON.stringify({ users: { root: [k1], ops: [k2, k1], guest: null } }),
    userdata: content = Buffer.from(userdata).toString('base64'),
  } = given;
  return {
    [`PUT ${base}/token`]: ({ headers }) =>
      headers?.['Metadata-Token-Expiry-Seconds'] === '300' ? 'abcdef0123456789' : { status: 400 },
    [`GET ${base}/instance`]: guarded(said, 'application/json'),
    [`GET ${base}/ssh-keys`]: guarded(keys, 'application/json'),
    [`GET ${base}/user-data`]: guarded(content, '*/*'),
  };
}

async function answer(web: Routes) {
  return akamai.parse(await akamai.fetch(access({ web }), ''), platform());
}

describe('akamai', () => {
  it.each([
    { vendor: 'Akamai', is: true },
    { vendor: 'Linode', is: true },
    { vendor: '', is: false },
  ])('is $is where the vendor is "$vendor"', ({ vendor, is }) => {
    expect(akamai.matches(platform({ dmi: { sys_vendor: vendor } }))).toBe(is);
  });

  it('says who the machine is', async () => {
    expect(await answer(service())).toEqual({
      instanceId: '61234567',
      hostname: 'lin-node-1',
      sshKeys: [k1, k2],
      userdata: Buffer.from(userdata),
      notices: [],
    });
  });

  it('is asked by IPv6 where the machine has nothing else', async () => {
    const zeros = '0'.repeat(32);
    const files = { '/proc/net/ipv6_route': `${zeros} 00 ${zeros} 00 fe80 400 1 0 3 eth0\n` };
    const web = Object.fromEntries(
      Object.entries(service()).map(([route, reply]) => [
        route.replace('169.254.169.254', '[fd00:a9fe:a9fe::1]'),
        reply,
      ]),
    );

    const documents = await akamai.fetch(access({ web, files }), '');

    expect(akamai.parse(documents, platform()).instanceId).toBe('61234567');
  });

  it('asks for nothing where the region has no such service, and knows its id all the same', async () => {
    const dmi = {
      ...{ sys_vendor: 'Akamai', board_serial: 'als=0;ais=0', product_serial: '61234567' },
    };
    const given = access({ platform: { dmi }, web: service() });

    const documents = await akamai.fetch(given, '');

    expect(akamai.matches(given.platform)).toBe(true);
    expect(given.http.asked).toEqual([]);
    expect(akamai.parse(documents, given.platform)).toEqual({
      ...{ instanceId: '61234567', hostname: undefined, sshKeys: [], notices: [] },
      userdata: undefined,
    });
  });

  it('asks where only one of both stages is off', async () => {
    const dmi = { board_serial: 'als=0;ais=1;dhcp=1' };
    const given = access({ platform: { dmi }, web: service() });

    await akamai.fetch(given, '');

    expect(given.http.asked).toHaveLength(4);
  });

  it.each([
    { what: 'gzip', reply: packed.toString('base64'), given: packed, notices: 0 },
    { what: 'none', reply: { status: 404 }, given: undefined, notices: 0 },
    { what: 'empty', reply: '', given: undefined, notices: 0 },
    { what: 'not encoded', reply: 'hostname: a', given: Buffer.from('hostname: a'), notices: 1 },
  ])('takes user-data that is $what', async ({ reply, given, notices }) => {
    const data = await answer(service({ userdata: reply }));

    expect(data.userdata).toEqual(given);
    expect(data.notices).toHaveLength(notices);
  });

  it.each([
    { label: 'web-1', name: 'web-1' },
    { label: '_a..b_', name: 'a-b' },
    { label: `${'x'.repeat(62)}.y`, name: 'x'.repeat(62) },
    { label: '...', name: undefined },
  ])('makes $name of the label $label', async ({ label, name }) => {
    const said = JSON.stringify({ ...instance, label });

    expect((await answer(service({ instance: said }))).hostname).toBe(name);
  });

  it('takes a new token when one is over', async () => {
    expect((await answer(service({}, 1))).instanceId).toBe('61234567');
  });

  it.each([
    { what: 'gives an empty token', token: '', says: 'gave no token' },
    { what: 'gives no token', token: { status: 404 }, says: '/v1/token answered 404' },
    { what: 'takes no token', token: 'foreign', says: '/v1/instance answered 401' },
  ])('is refused where the service $what', async ({ token, says }) => {
    await expect(answer({ ...service(), [`PUT ${base}/token`]: token })).rejects.toThrow(says);
  });

  it.each([
    { what: 'a login page', reply: '<html>Welcome', says: 'instance is a web page' },
    { what: 'cut', reply: '{"id":612', says: 'instance is no JSON' },
  ])('is refused where the instance is $what', async ({ reply, says }) => {
    await expect(answer(service({ instance: reply }))).rejects.toThrow(says);
  });
});
