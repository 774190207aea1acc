import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { digitalocean } from '../../../../src/datasources/clouds/digitalocean.ts';
import { access, platform } from '../../../support/data-source.ts';
import type { Reply } from '../../../support/metadata-server.ts';
import { complaints } from '../../../support/network.ts';

const url = 'http://169.254.169.254/metadata/v1.json';
const keys = ['ssh-ed25519 AAAA1 ops@example', 'ssh-ed25519 AAAA2 dev@example'];
const droplet = {
  droplet_id: 412345678,
  hostname: 'do-node-1',
  user_data: '#cloud-config\nhostname: plain-node\n',
  vendor_data: 'Content-Type: multipart/mixed; boundary="x"\n',
  public_keys: keys,
  auth_key: 'canary',
  region: 'ams3',
  interfaces: {
    private: [
      {
        ipv4: { ip_address: '10.110.0.5', netmask: '255.255.240.0', gateway: '10.110.0.1' },
        mac: 'ae:11:22:33:44:02',
        type: 'private',
      },
    ],
    public: [
      {
        ipv4: { ip_address: '192.0.2.20', netmask: '255.255.255.0', gateway: '192.0.2.1' },
        ipv6: {
          ip_address: '2001:0DB8:0000:0000:0000:0000:0000:0020',
          cidr: 64,
          gateway: '2001:0DB8:0000:0000:0000:0000:0000:0001',
        },
        anchor_ipv4: { ip_address: '10.18.0.6', netmask: '255.255.0.0', gateway: '10.18.0.1' },
        mac: 'AE:11:22:33:44:01',
        type: 'public',
      },
    ],
  },
  floating_ip: { ipv4: { active: false } },
  dns: { nameservers: ['192.0.2.53', '192.0.2.54'] },
  tags: null,
};

async function answer(reply: Reply) {
  const web = { [`GET ${url}`]: reply };
  return digitalocean.parse(await digitalocean.fetch(access({ web }), ''), platform());
}

/** Keys that are undefined are absent. */
function changed(change: object) {
  return answer(JSON.stringify({ ...droplet, ...change }));
}

describe('digitalocean', () => {
  it.each([
    { vendor: 'DigitalOcean', is: true },
    { vendor: 'DigitalOcean, LLC', is: false },
    { vendor: '', is: false },
  ])('is $is where the vendor is "$vendor"', ({ vendor, is }) => {
    expect(digitalocean.matches(platform({ dmi: { sys_vendor: vendor } }))).toBe(is);
  });

  it('says who the machine is, and its addresses', async () => {
    const data = await changed({});

    expect(data).toEqual({
      instanceId: '412345678',
      hostname: 'do-node-1',
      sshKeys: keys,
      userdata: Buffer.from(droplet.user_data),
      vendordata: Buffer.from(droplet.vendor_data),
      interfaces: [
        {
          mac: 'ae:11:22:33:44:01',
          addresses: ['192.0.2.20/24', '2001:db8::20/64', '10.18.0.6/16'],
          gateway: ['192.0.2.1', '2001:db8::1'],
          nameservers: ['192.0.2.53', '192.0.2.54'],
        },
        { mac: 'ae:11:22:33:44:02', addresses: ['10.110.0.5/20'] },
      ],
      facts: {
        public_ipv4: '192.0.2.20',
        private_ipv4: '10.110.0.5',
        region: 'ams3',
        id: '412345678',
      },
      notices: [],
    });
    expect(complaints(data.interfaces)).toEqual([]);
    expect(JSON.stringify(data)).not.toContain('canary');
  });

  it.each([
    { given: keys.join('\n'), is: keys },
    { given: keys[0], is: [keys[0]] },
    { given: '', is: [] },
    { given: null, is: [] },
    { given: [`${keys[0]} \r`, '', '# none'], is: [keys[0]] },
  ])('takes the keys $given', async ({ given, is }) => {
    expect((await changed({ public_keys: given })).sshKeys).toEqual(is);
  });

  it.each([
    { what: 'absent', change: { user_data: undefined } },
    { what: 'empty', change: { user_data: '' } },
    { what: 'null', change: { user_data: null } },
  ])('has none where the user-data is $what', async ({ change }) => {
    expect((await changed(change)).userdata).toBeUndefined();
  });

  it.each([
    { what: 'base64', given: gzipSync('a: b').toString('base64'), is: gzipSync('a: b') },
    { what: 'text that could be base64', given: 'abcd', is: Buffer.from('abcd') },
  ])('takes user-data that is $what', async ({ given, is }) => {
    expect((await changed({ user_data: given })).userdata).toEqual(is);
  });

  it('knows the number of a droplet as text, too', async () => {
    expect((await changed({ droplet_id: '2756294' })).instanceId).toBe('2756294');
  });

  it.each([
    { what: 'without addresses', interfaces: {} },
    { what: 'without interfaces', interfaces: undefined },
    { what: 'with addresses of none', interfaces: { public: [{ mac: 'ae:11:22:33:44:01' }] } },
  ])('leaves all to DHCP $what', async ({ interfaces }) => {
    expect(await changed({ interfaces })).toMatchObject({ interfaces: [], notices: [] });
  });

  it('tells of an interface that no card can be found for', async () => {
    const { ipv4 } = droplet.interfaces.public[0] ?? {};
    const data = await changed({ interfaces: { public: [{ ipv4 }] } });

    expect(data.interfaces).toEqual([]);
    expect(data.notices).toEqual([
      'v1.json: the public link is left out: it has no MAC address, and no name that a link can have',
    ]);
  });

  it('waits for a service that is not ready', async () => {
    const busy = { status: 500 };
    const web = { [`GET ${url}`]: [busy, busy, JSON.stringify(droplet)] };

    const documents = await digitalocean.fetch(access({ web }), '');

    expect(digitalocean.parse(documents, platform()).hostname).toBe('do-node-1');
  });

  it.each([
    { what: 'is not there', reply: { status: 404 }, says: `${url} answered 404` },
    { what: 'is a login page', reply: '<!DOCTYPE html><html>', says: 'v1.json is a web page' },
    { what: 'is cut', reply: JSON.stringify(droplet).slice(0, 99), says: 'v1.json is no JSON' },
    { what: 'is empty', reply: '', says: 'v1.json is empty' },
    { what: 'has no id', reply: '{"error": "no"}', says: 'v1.json: droplet_id is missing' },
    { what: 'leads elsewhere', reply: { status: 302 }, says: 'is redirected, which' },
  ])('is refused where the metadata $what', async ({ reply, says }) => {
    await expect(answer(reply)).rejects.toThrow(says);
  });
});
