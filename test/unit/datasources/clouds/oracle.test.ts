import { describe, expect, it } from 'vitest';
import { oracle } from '../../../../src/datasources/clouds/oracle.ts';
import { access, platform } from '../../../support/data-source.ts';
import type { Reply, Routes } from '../../../support/metadata-server.ts';

const base = 'http://169.254.169.254/opc';
const k1 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEk7vMMuuavfiXGkBLUU1klcr9OMPndNXfLhUvD7Kv4a ops@example';
const k2 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK0aSZTWs5+C/nOyu7oOT+jrsYYuiLmc0ssFqcdDT0yB dev@example';
const userdata = '#cloud-config\nhostname: plain-node\n';
const packed = Buffer.from(userdata).toString('base64');
const id = 'ocid1.instance.oc1.eu-frankfurt-1.aaaaexample';

const given = { ssh_authorized_keys: `${k1}\n${k2}\n`, user_data: packed };

function instance(metadata?: unknown): string {
  return JSON.stringify({
    ...{ availabilityDomain: 'Uocm:EU-FRANKFURT-1-AD-1', faultDomain: 'FAULT-DOMAIN-1' },
    ...{ displayName: 'my first node', hostname: 'oci-node-1', id, region: 'eu-frankfurt-1' },
    ...{ shape: 'VM.Standard.A1.Flex', timeCreated: 1700000000000, metadata },
  });
}

/** The second version refuses whoever does not say the word. */
function version2(reply: Reply): Routes {
  return {
    [`GET ${base}/v2/instance/`]: ({ headers }) =>
      headers?.Authorization === 'Bearer Oracle' ? reply : { status: 401 },
  };
}

async function answer(web: Routes) {
  return oracle.parse(await oracle.fetch(access({ web }), ''), platform());
}

describe('oracle', () => {
  it.each([
    { tag: 'OracleCloud.com', is: true },
    { tag: 'OracleCloud', is: false },
  ])('is $is where the asset tag is "$tag"', ({ tag, is }) => {
    expect(oracle.matches(platform({ dmi: { chassis_asset_tag: tag } }))).toBe(is);
  });

  it.each([
    { what: 'second', web: version2(instance(given)) },
    { what: 'first', web: { [`GET ${base}/v1/instance/`]: instance(given) } },
  ])('says who the machine is by the $what version of the service', async ({ web }) => {
    expect(await answer(web)).toEqual({
      instanceId: id,
      hostname: 'oci-node-1',
      sshKeys: [k1, k2],
      userdata: Buffer.from(userdata),
      notices: [],
    });
  });

  it.each([
    { what: 'null', metadata: null },
    { what: 'absent', metadata: undefined },
    { what: 'empty', metadata: {} },
    { what: 'full of nulls', metadata: { ssh_authorized_keys: null, user_data: null } },
  ])('has neither keys nor user-data where the metadata is $what', async ({ metadata }) => {
    expect(await answer(version2(instance(metadata)))).toEqual({
      ...{ instanceId: id, hostname: 'oci-node-1', sshKeys: [], notices: [] },
      userdata: undefined,
    });
  });

  it.each([
    { what: 'with line breaks in it', text: packed.replace(/.{20}/g, '$&\r\n'), notices: 0 },
    { what: 'that nobody encoded', text: userdata, notices: 1 },
  ])('takes user-data $what', async ({ text, notices }) => {
    const data = await answer(version2(instance({ user_data: text })));

    expect(data.userdata?.toString()).toBe(userdata);
    expect(data.notices).toHaveLength(notices);
  });

  it('is asked by IPv6 where the machine has nothing else', async () => {
    const zeros = '0'.repeat(32);
    const files = { '/proc/net/ipv6_route': `${zeros} 00 ${zeros} 00 fe80 400 1 0 3 eth0\n` };
    const web = Object.fromEntries(
      Object.entries(version2(instance(given))).map(([route, reply]) => [
        route.replace('169.254.169.254', '[fd00:c1::a9fe:a9fe]'),
        reply,
      ]),
    );

    const documents = await oracle.fetch(access({ web, files }), '');

    expect(oracle.parse(documents, platform()).instanceId).toBe(id);
  });

  it('waits for a service that is busy', async () => {
    const busy = { status: 429 };
    const web = { [`GET ${base}/v2/instance/`]: [busy, busy, busy, instance(given)] };

    expect((await answer(web)).hostname).toBe('oci-node-1');
  });

  it.each([
    { what: 'is not there', reply: { status: 404 }, says: '/opc/v1/instance/ answered 404' },
    { what: 'is a login page', reply: '<html>Welcome', says: 'instance is a web page' },
    { what: 'is cut', reply: instance().slice(0, 50), says: 'instance is no JSON' },
    { what: 'has no id', reply: '{}', says: 'instance: id is missing' },
    { what: 'is no object', reply: '[]', says: 'instance is a list, where' },
    { what: 'is empty', reply: '', says: 'instance is empty' },
  ])('is refused where the instance $what', async ({ reply, says }) => {
    await expect(answer(version2(reply))).rejects.toThrow(says);
  });
});
