import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { vultr } from '../../../../src/datasources/clouds/vultr.ts';
import { access, platform } from '../../../support/data-source.ts';
import type { Reply } from '../../../support/metadata-server.ts';

const metadataUrl = 'http://169.254.169.254/v1.json';
const userdataUrl = 'http://169.254.169.254/latest/user-data';
const keys = ['ssh-ed25519 AAAA1 ops@example', 'ssh-ed25519 AAAA2 dev@example'];
const instance = {
  bgp: { ipv4: { 'my-address': '' } },
  hostname: 'vu-node-1',
  'instance-v2-id': '29bea708-0000-4000-8000-0123456789ab',
  instanceid: '42506325',
  interfaces: [
    {
      ipv4: {
        additional: [],
        address: '192.0.2.100',
        gateway: '192.0.2.1',
        netmask: '255.255.254.0',
      },
      ipv6: { additional: [], address: '2001:db8:5::1', network: '2001:db8:5::', prefix: '64' },
      mac: '56:00:03:00:00:01',
      'network-type': 'public',
    },
    {
      ipv4: { additional: [], address: '10.7.96.3', gateway: '', netmask: '255.255.240.0' },
      ipv6: { additional: [], network: '', prefix: '' },
      mac: '5a:00:03:00:00:01',
      'network-type': 'private',
    },
  ],
  'public-keys': [keys.join('\n')],
  region: { regioncode: 'AMS', countrycode: 'NL' },
  'user-data': [] as unknown,
  'vendor-data': '#cloud-config\n',
  'startup-script': 'canary',
  'user-defined': [],
};
const userdata = '#cloud-config\nhostname: mine\n';

/** @param leaf the answer to whoever asks for the user-data by itself */
async function answer(metadata: Reply, leaf: Reply = { status: 404 }) {
  const web = { [`GET ${metadataUrl}`]: metadata, [`GET ${userdataUrl}`]: leaf };
  return vultr.parse(await vultr.fetch(access({ web }), ''), platform());
}

function changed(change: object, leaf?: Reply) {
  return answer(JSON.stringify({ ...instance, ...change }), leaf);
}

describe('vultr', () => {
  it.each([
    { vendor: 'Vultr', cmdline: 'quiet', is: true },
    { vendor: 'Supermicro', cmdline: 'quiet vultr', is: true },
    { vendor: 'Supermicro', cmdline: 'quiet vultr=no hostname=vultr', is: false },
    { vendor: '', cmdline: '', is: false },
  ])('is $is where the vendor is "$vendor" and the command line "$cmdline"', (given) => {
    const { vendor, cmdline, is } = given;

    expect(vultr.matches(platform({ dmi: { sys_vendor: vendor }, cmdline }))).toBe(is);
  });

  it('says who the machine is', async () => {
    const data = await changed({ 'user-data': userdata });

    expect(data).toEqual({
      instanceId: '29bea708-0000-4000-8000-0123456789ab',
      hostname: 'vu-node-1',
      sshKeys: keys,
      userdata: Buffer.from(userdata),
      vendordata: Buffer.from('#cloud-config\n'),
      notices: [expect.stringMatching(/^the private link .* with 10\.7\.96\.3, .*left out/)],
      facts: {
        public_ipv4: '192.0.2.100',
        private_ipv4: '10.7.96.3',
        private_netmask: '255.255.240.0',
        region_code: 'AMS',
        instance_id: '42506325',
      },
    });
    expect(JSON.stringify(data)).not.toContain('canary');
  });

  it.each([
    { what: 'an empty list', given: [], leaf: { status: 404 }, is: undefined },
    { what: 'an empty text', given: '', leaf: '', is: undefined },
    { what: 'absent', given: undefined, leaf: { status: 204 }, is: undefined },
    { what: 'by itself', given: [], leaf: userdata, is: userdata },
    { what: 'a text', given: userdata, leaf: '', is: userdata },
  ])('takes user-data that is $what', async ({ given, leaf, is }) => {
    expect((await changed({ 'user-data': given }, leaf)).userdata?.toString()).toBe(is);
  });

  it('takes bytes, which JSON has not, where they are by themselves', async () => {
    const packed = gzipSync(userdata);

    expect((await changed({ 'user-data': packed.toString() }, packed)).userdata).toEqual(packed);
  });

  it.each([
    { what: 'an empty host name', change: { hostname: '' }, gives: { hostname: undefined } },
    {
      what: 'no new id',
      change: { 'instance-v2-id': undefined, instanceid: 42506325 },
      gives: { instanceId: '42506325' },
    },
    {
      what: 'nothing else',
      change: { 'public-keys': null, region: null, interfaces: null, 'vendor-data': [] },
      gives: { sshKeys: [], vendordata: undefined },
    },
  ])('is content with $what', async ({ change, gives }) => {
    expect(await changed(change)).toMatchObject(gives);
  });

  it.each([
    { what: 'is not there', reply: { status: 404 }, says: `${metadataUrl} answered 404` },
    { what: 'is a login page', reply: '<html><head>', says: 'v1.json is a web page' },
    { what: 'is cut', reply: '{"hostname": "vu', says: 'v1.json is no JSON' },
    { what: 'is of something else', reply: '{}', says: 'v1.json: instanceid is missing' },
  ])('is refused where the metadata $what', async ({ reply, says }) => {
    await expect(answer(reply)).rejects.toThrow(says);
  });

  it('is refused where the user-data is', async () => {
    await expect(changed({}, { status: 403, body: 'no' })).rejects.toThrow(
      `${userdataUrl} answered 403`,
    );
  });
});
