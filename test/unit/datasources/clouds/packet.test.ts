import { describe, expect, it } from 'vitest';
import { packet } from '../../../../src/datasources/clouds/packet.ts';
import { access, platform } from '../../../support/data-source.ts';
import type { Reply, Routes } from '../../../support/metadata-server.ts';

const base = 'https://metadata.platformequinix.com';
const k1 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEk7vMMuuavfiXGkBLUU1klcr9OMPndNXfLhUvD7Kv4a ops@example';
const userdata = '#cloud-config\nhostname: plain-node\n';
const metadata = JSON.stringify({
  ...{ id: '7a8b9c0d', hostname: 'eq-node-1', plan: 'm3.small.x86', facility: 'am6', tags: [] },
  ssh_keys: [k1],
  network: { bonding: { mode: 4 }, interfaces: [], addresses: [] },
});

function service(said: Reply, given: Reply): Routes {
  const exact = (reply: Reply) => (request: { headers?: Readonly<Record<string, string>> }) =>
    request.headers?.Accept === '*/*' ? reply : { status: 406 };
  return { [`GET ${base}/metadata`]: exact(said), [`GET ${base}/userdata`]: exact(given) };
}

async function answer(web: Routes) {
  return packet.parse(await packet.fetch(access({ web }), ''), platform());
}

describe('packet', () => {
  it('is found by nothing but its name, the newer one included', () => {
    expect(packet.matches(platform({ dmi: { sys_vendor: 'Packet' } }))).toBe(false);
    expect([packet.name, ...(packet.aliases ?? [])]).toEqual(['packet', 'equinixmetal']);
  });

  it('says who the machine is', async () => {
    expect(await answer(service(metadata, userdata))).toEqual({
      instanceId: '7a8b9c0d',
      hostname: 'eq-node-1',
      sshKeys: [k1],
      userdata: Buffer.from(userdata),
      notices: [],
    });
  });

  it('says which addresses are left to the configuration', async () => {
    const ipv4 = { address_family: 4, address: '192.0.2.81', cidr: 31, public: true };
    const network = {
      addresses: [
        ipv4,
        { ...ipv4, public: false, address: '10.70.1.3' },
        { address_family: 6, public: true, address: '2001:db8::3', cidr: 127 },
      ],
    };
    const said = JSON.stringify({ ...JSON.parse(metadata), network });

    expect((await answer(service(said, userdata))).notices).toEqual([
      expect.stringMatching(/^10\.70\.1\.3\/31, 2001:db8::3\/127: left out, .*k3os\.interfaces/),
    ]);
  });

  it.each([
    { what: 'is empty', reply: '' },
    { what: 'is not there', reply: { status: 404, body: '{"error":"not found"}' } },
    { what: 'starts the machine', reply: '#!ipxe\nchain http://192.0.2.1/boot\n' },
  ])('has no user-data where it $what', async ({ reply }) => {
    expect((await answer(service(metadata, reply))).userdata).toBeUndefined();
  });

  it('needs no keys', async () => {
    const data = await answer(service('{"id":"1","hostname":"a","ssh_keys":null}', ''));

    expect(data.sshKeys).toEqual([]);
  });

  it.each([
    { what: 'is an error', reply: '{"error":"device not found"}', says: 'says: device not found' },
    { what: 'is not there', reply: { status: 404 }, says: '/metadata answered 404' },
    { what: 'has no id', reply: '{}', says: 'metadata: id is missing' },
    { what: 'is a login page', reply: '<html>Welcome', says: 'metadata is a web page' },
    { what: 'is cut', reply: '{"id":"7a8', says: 'metadata is no JSON' },
  ])('is refused where the metadata $what', async ({ reply, says }) => {
    await expect(answer(service(reply, ''))).rejects.toThrow(says);
  });
});
