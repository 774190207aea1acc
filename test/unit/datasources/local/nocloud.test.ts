import { describe, expect, it } from 'vitest';
import { nocloud } from '../../../../src/datasources/local/nocloud.ts';
import { type AccessGiven, access, platform, volume } from '../../../support/data-source.ts';

const key =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEk7vMMuuavfiXGkBLUU1klcr9OMPndNXfLhUvD7Kv4a ops@example';
const userdata = '#cloud-config\nhostname: plain-node\n';
const metadata = `instance-id: i-1\nlocal-hostname: web-1\npublic-keys:\n- ${key}\n`;
const network = `version: 1
config:
- type: physical
  name: eth0
  mac_address: 52:54:00:aa:00:01
  subnets:
  - {type: static, address: 192.0.2.10/24, gateway: 192.0.2.1}
`;
const cd = volume({ device: '/dev/sr0', label: 'cidata', isOptical: true });
const full = { 'user-data': userdata, 'meta-data': metadata, 'vendor-data': 'a: b\n' };

async function answer(given: AccessGiven) {
  const asked = access({ platform: { volumes: [cd] }, ...given });
  return nocloud.parse(await nocloud.fetch(asked, ''), asked.platform);
}

const onCd = (tree: Record<string, string>) => answer({ trees: { '/dev/sr0': tree } });

describe('nocloud', () => {
  it.each([
    { what: 'a medium labelled cidata', given: { volumes: [cd] }, is: true },
    {
      what: 'a stick labelled CIDATA',
      given: { volumes: [volume({ device: '/dev/sda1', type: 'vfat', label: 'CIDATA' })] },
      is: true,
    },
    {
      what: 'such a label on a disk of its own',
      given: { volumes: [volume({ device: '/dev/sda1', type: 'ext4', label: 'cidata' })] },
      is: false,
    },
    { what: 'a word', given: { cmdline: 'ds=nocloud' }, is: true },
    { what: 'a folder', given: { cmdline: 'ds=nocloud;s=/seed/' }, is: true },
    {
      what: 'a URL in the serial number',
      given: { dmi: { product_serial: 'ds=nocloud;s=https://c/' }, volumes: [cd] },
      is: false,
    },
    {
      what: 'a word that switches it off',
      given: { cmdline: 'ds=nocloud;dsmode=disabled', volumes: [cd] },
      is: false,
    },
    { what: 'nothing', given: {}, is: false },
  ])('is $is for $what', ({ given, is }) => {
    expect(nocloud.matches(platform(given))).toBe(is);
  });

  it('says all that is on a medium', async () => {
    expect(await onCd({ ...full, 'network-config': network })).toEqual({
      instanceId: 'i-1',
      hostname: 'web-1',
      sshKeys: [key],
      userdata: Buffer.from(userdata),
      vendordata: Buffer.from('a: b\n'),
      interfaces: [expect.objectContaining({ addresses: ['192.0.2.10/24'] })],
      notices: [],
    });
  });

  it('takes the network inside of a key `network`, too', async () => {
    const wrapped = `network:\n${network.replace(/^/gm, '  ')}`;

    expect((await onCd({ ...full, 'network-config': wrapped })).interfaces).toHaveLength(1);
  });

  it.each([
    { what: 'meta-data', tree: { 'user-data': userdata }, is: { userdata: Buffer.from(userdata) } },
    { what: 'user-data', tree: { 'meta-data': metadata }, is: { hostname: 'web-1' } },
    { what: 'small letters', tree: { 'META-DATA': metadata }, is: { hostname: 'web-1' } },
    {
      what: 'content in its vendor-data, as of Proxmox,',
      tree: { ...full, 'vendor-data': '' },
      is: { vendordata: undefined },
    },
  ])('can do without $what', async ({ tree, is }) => {
    expect(await onCd(tree as Record<string, string>)).toMatchObject(is);
  });

  it.each([
    { what: 'JSON', text: '{"instance-id":"vm.ns","local-hostname":"vm"}', is: { hostname: 'vm' } },
    { what: 'the other name', text: 'hostname: vm\n', is: { hostname: 'vm' } },
    { what: 'a number as id', text: 'instance-id: 0042\n', is: { instanceId: '0042' } },
    { what: 'one key', text: `public-keys: ${key}\n`, is: { sshKeys: [key] } },
    { what: 'keys by names', text: `public-keys: {ops: ${key}}\n`, is: { sshKeys: [key] } },
    {
      what: 'keys as EC2 has them',
      text: `public-keys: {"0": {openssh-key: ${key}}}\n`,
      is: { sshKeys: [key] },
    },
    {
      what: 'an old network',
      text: 'network-interfaces: auto eth0\n',
      is: { notices: [expect.stringContaining('network-interfaces is not read')] },
    },
  ])('reads meta-data with $what', async ({ text, is }) => {
    expect(await onCd({ 'meta-data': text })).toMatchObject(is);
  });

  const vendordata = (body: string) =>
    [
      'Content-Type: multipart/mixed; boundary="b"\nMIME-Version: 1.0\n',
      `--b\nContent-Type: text/cloud-config\n\n${body}`,
      `--b\nContent-Type: text/cloud-config\n\nssh_authorized_keys: [${key}]\n--b--\n`,
    ].join('\n');

  it.each([
    { what: 'has none', text: 'instance-id: i-1\n', is: [key] },
    { what: 'has others', text: 'public-keys: [ssh-rsa AAAA]\n', is: ['ssh-rsa AAAA'] },
  ])('has keys in vendor-data, as of IBM, where meta-data $what', async ({ text, is }) => {
    const tree = { 'meta-data': text, 'vendor-data': vendordata('hostname: theirs\n') };

    expect(await onCd(tree)).toMatchObject({ sshKeys: is, hostname: undefined });
  });

  it('loses no more than what is broken in vendor-data', async () => {
    const tree = { 'user-data': userdata, 'vendor-data': vendordata('hostname: "a\n') };

    expect(await onCd(tree)).toMatchObject({
      ...{ userdata: Buffer.from(userdata), sshKeys: [key] },
      notices: [expect.stringMatching(/^vendor-data is no valid YAML.*: left out$/)],
    });
  });

  it.each([
    { what: 'cut', tree: { 'meta-data': 'hostname: "a' }, says: 'meta-data is no valid YAML' },
    { what: 'a list', tree: { 'meta-data': '- a\n' }, says: 'meta-data is a list' },
    { what: 'switched off', tree: { 'meta-data': 'dsmode: disabled\n' }, says: 'is disabled' },
    { what: 'nowhere', tree: { 'network-config': network }, says: 'no medium labelled cidata has' },
  ])('is refused where meta-data is $what', async ({ tree, says }) => {
    await expect(onCd(tree as Record<string, string>)).rejects.toThrow(says);
  });

  it('takes the last of two media, and the other one where that cannot be read', async () => {
    const volumes = ['/dev/vda', '/dev/vdb', '/dev/vdc'].map((device) => ({ ...cd, device }));
    const trees = { '/dev/vda': { 'user-data': 'a' }, '/dev/vdb': { 'user-data': 'b' } };

    expect((await answer({ platform: { volumes }, trees })).userdata?.toString()).toBe('b');
  });

  it('says why the only medium cannot be read', async () => {
    await expect(answer({})).rejects.toThrow('/dev/sr0: no medium found');
  });

  it('waits for a stick that comes late', async () => {
    const trees = { '/dev/sr0': full };

    expect(await answer({ platform: {}, late: [cd], lateMs: 10_000, trees })).toMatchObject({
      hostname: 'web-1',
    });
    await expect(answer({ platform: {}, late: [cd], trees })).rejects.toThrow('no medium labelled');
  });

  it('waits for no medium where a folder has all', async () => {
    const platform = { cmdline: 'ds=nocloud;s=/seed' };
    const given = { platform, late: [cd], lateMs: 10_000, trees: { '/dev/sr0': full } };

    expect(await answer({ ...given, files: { '/seed/user-data': 'a' } })).toMatchObject({
      hostname: undefined,
    });
  });

  it('is refused where there is nothing of it', async () => {
    await expect(answer({ platform: {} })).rejects.toThrow('there is no word ds=nocloud');
  });
});

describe('the words of nocloud', () => {
  it('are enough', async () => {
    const cmdline = 'ds=nocloud;h=n1;i=id1';

    expect(await answer({ platform: { cmdline } })).toMatchObject({
      hostname: 'n1',
      instanceId: 'id1',
    });
  });

  it('count before what is on a medium', async () => {
    const given = { platform: { volumes: [cd], cmdline: 'ds=nocloud;h=n1' } };

    expect(await answer({ ...given, trees: { '/dev/sr0': full } })).toMatchObject({
      hostname: 'n1',
      instanceId: 'i-1',
    });
  });
});

describe('a seed', () => {
  const web = {
    'GET http://c/base/user-data': userdata,
    'GET http://c/base/meta-data': metadata,
    'GET http://c/base/vendor-data': { status: 404 },
  };
  const seeded = { platform: { cmdline: 'ds=nocloud;s=http://c/base' } };

  it('is read by HTTP', async () => {
    expect(await answer({ ...seeded, web })).toMatchObject({
      instanceId: 'i-1',
      hostname: 'web-1',
      userdata: Buffer.from(userdata),
      vendordata: undefined,
    });
  });

  it.each(['/seed', 'file:///seed/'])('is read from the folder %s', async (seed) => {
    const given = { platform: { cmdline: `ds=nocloud;s=${seed}` } };

    expect(await answer({ ...given, files: { '/seed/user-data': 'a' } })).toMatchObject({
      userdata: Buffer.from('a'),
    });
  });

  it('that a medium names replaces its files, and adds to its meta-data', async () => {
    const own = 'seedfrom: http://c/base/\nlocal-hostname: mine\n';
    const trees = { '/dev/sr0': { ...full, 'meta-data': own } };

    expect(
      await answer({ web: { ...web, 'GET http://c/base/user-data': 'b' }, trees }),
    ).toMatchObject({
      hostname: 'mine',
      instanceId: 'i-1',
      userdata: Buffer.from('b'),
      vendordata: Buffer.from('a: b\n'),
    });
  });

  it.each([
    { what: 'has nothing', web: {}, says: 'http://c/base has neither user-data nor meta-data' },
    {
      what: 'has empty files',
      web: { 'GET http://c/base/user-data': '', 'GET http://c/base/meta-data': { status: 204 } },
      says: 'http://c/base has neither user-data nor meta-data',
    },
    {
      what: 'is a login page',
      web: { ...web, 'GET http://c/base/user-data': '<!DOCTYPE html><html>' },
      says: 'user-data is a web page',
    },
    {
      what: 'wants a password',
      web: { 'GET http://c/base/user-data': { status: 401 } },
      says: 'answered 401',
    },
  ])('is refused where it $what', async ({ web: replies, says }) => {
    await expect(answer({ ...seeded, web: replies as typeof web })).rejects.toThrow(says);
  });

  it('is refused by a protocol that is not spoken', async () => {
    const given = { platform: { cmdline: 'ds=nocloud;s=ftp://c/' } };

    await expect(answer(given)).rejects.toThrow('ftp://c/ cannot be read');
  });
});
