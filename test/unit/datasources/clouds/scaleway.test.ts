import { describe, expect, it } from 'vitest';
import { scaleway } from '../../../../src/datasources/clouds/scaleway.ts';
import type { MetadataRequest } from '../../../../src/datasources/http/metadata-http.ts';
import { access, platform } from '../../../support/data-source.ts';
import type { Reply, Routes } from '../../../support/metadata-server.ts';

const base = 'http://169.254.42.42';
const keys = ['ssh-ed25519 AAAA1 ops@example', 'ssh-ed25519 AAAA2 dev@example'];
const conf = {
  id: '11111111-2222-4333-8444-555555555555',
  name: 'scw-node-1',
  hostname: 'scw-node-1',
  commercial_type: 'PLAY2-NANO',
  tags: ['web', 'AUTHORIZED_KEY=ssh-ed25519_AAAA2_dev@example'],
  state_detail: 'booting',
  public_ip: { id: 'a', address: '192.0.2.90', dynamic: false },
  public_ips_v4: [
    { address: '192.0.2.90', netmask: '32', gateway: '192.0.2.1', family: 'inet', dynamic: false },
  ],
  public_ips_v6: [],
  private_ip: null as string | null,
  location: { zone_id: 'fr-par-1' },
  zone: 'fr-par-1',
  ssh_public_keys: [{ key: keys[0], fingerprint: '256 aa' }],
  timezone: 'UTC',
};
const userdata = '#cloud-config\nhostname: mine\n';

/** As the service does it, whose refusal has a text that is no user-data. */
const forRoot = (reply: Reply) => (request: MetadataRequest) =>
  request.fromLowPort === true ? reply : { status: 403, body: 'hostname: forbidden\n' };

async function answer(web: Routes) {
  return scaleway.parse(await scaleway.fetch(access({ web }), ''), platform());
}

function changed(change: object, more: Routes = {}) {
  const text = JSON.stringify({ ...conf, ...change });
  return answer({ [`GET ${base}/conf?format=json`]: text, ...more });
}

describe('scaleway', () => {
  it.each([
    { vendor: 'Scaleway', cmdline: '', is: true },
    { vendor: '', cmdline: 'console=ttyS0 scaleway', is: true },
    { vendor: '', cmdline: 'ip=scaleway', is: false },
    { vendor: 'QEMU', cmdline: '', is: false },
  ])('is $is where the vendor is "$vendor" and the command line "$cmdline"', (given) => {
    const { vendor, cmdline, is } = given;

    expect(scaleway.matches(platform({ dmi: { sys_vendor: vendor }, cmdline }))).toBe(is);
  });

  it('says who the machine is, and asks for what is secret from a low port', async () => {
    const data = await changed(
      {},
      {
        [`GET ${base}/user_data/cloud-init`]: forRoot(userdata),
      },
    );

    expect(data).toEqual({
      instanceId: conf.id,
      hostname: 'scw-node-1',
      sshKeys: keys,
      userdata: Buffer.from(userdata),
      facts: {
        instance_id: conf.id,
        instance_location: 'fr-par-1',
        public_ip: '192.0.2.90',
        private_ip: undefined,
      },
    });
  });

  it('has no use for vendor-data', async () => {
    const refusal = { status: 403, body: 'forbidden' };
    const data = await changed({}, { [`GET ${base}/vendor_data/cloud-init`]: refusal });

    expect(data.sshKeys).toEqual(keys);
  });

  it.each([
    { what: '404', reply: { status: 404, body: 'hostname: none' }, is: undefined },
    { what: '204', reply: { status: 204 }, is: undefined },
    { what: 'empty', reply: '', is: undefined },
    { what: 'refused at first', reply: [{ status: 429 }, userdata], is: userdata },
  ])('takes user-data that is $what', async ({ reply, is }) => {
    const data = await changed({}, { [`GET ${base}/user_data/cloud-init`]: reply });

    expect(data.userdata?.toString()).toBe(is);
  });

  it('never takes the text of a refusal for user-data', async () => {
    const reply = { status: 403, body: userdata };

    await expect(changed({}, { [`GET ${base}/user_data/cloud-init`]: reply })).rejects.toThrow(
      `${base}/user_data/cloud-init answered 403`,
    );
  });

  it.each([
    {
      what: 'a private address',
      change: { private_ip: '10.64.1.3' },
      gives: { facts: { private_ip: '10.64.1.3' } },
    },
    {
      what: 'public addresses in the new place only',
      change: { public_ip: null },
      gives: { facts: { public_ip: '192.0.2.90' } },
    },
    {
      what: 'a zone and no location',
      change: { location: null, zone: 'nl-ams-1' },
      gives: { facts: { instance_location: 'nl-ams-1' } },
    },
    { what: 'no host name', change: { hostname: undefined }, gives: { hostname: 'scw-node-1' } },
    {
      what: 'nothing else',
      change: { tags: null, ssh_public_keys: null, public_ips_v4: null },
      gives: { sshKeys: [] },
    },
  ])('is content with $what', async ({ change, gives }) => {
    expect(await changed(change)).toMatchObject(gives);
  });

  it.each([
    { what: 'is not there', reply: { status: 404 }, says: `${base}/conf answered 404` },
    { what: 'is a login page', reply: '<html>', says: 'conf is a web page' },
    { what: 'is no JSON', reply: 'ID=1\nHOSTNAME=a\n', says: 'conf is no JSON' },
    { what: 'has no id', reply: '{}', says: 'conf: id is missing' },
  ])('is refused where the metadata $what', async ({ reply, says }) => {
    await expect(answer({ [`GET ${base}/conf?format=json`]: reply })).rejects.toThrow(says);
  });
});
