import { describe, expect, it } from 'vitest';
import { withMissing } from '../../../../src/datasources/documents/readable.ts';
import { nocloudNet } from '../../../../src/datasources/local/nocloud-net.ts';
import { access, platform, volume } from '../../../support/data-source.ts';

const cd = volume({ device: '/dev/sr0', label: 'cidata', isOptical: true });

describe('nocloud-net', () => {
  it.each([
    { what: 'a URL on the command line', given: { cmdline: 'ds=nocloud;s=http://c/' }, is: true },
    {
      what: 'a URL in the serial number',
      given: { dmi: { product_serial: 'ds=nocloud-net;s=https://c/' } },
      is: true,
    },
    { what: 'a folder', given: { cmdline: 'ds=nocloud-net;s=/seed/' }, is: false },
    { what: 'a medium', given: { volumes: [cd] }, is: false },
    {
      what: 'a URL that is switched off',
      given: { cmdline: 'ds=nocloud;s=http://c/;dsmode=disabled' },
      is: false,
    },
    { what: 'nothing', given: {}, is: false },
  ])('is $is for $what', ({ given, is }) => {
    expect(nocloudNet.matches(platform(given))).toBe(is);
  });

  it('asks where the serial number leads, by the numbers of this machine', async () => {
    const serial = 'ds=nocloud;s=http://c/__dmi.system-uuid__/;h=n1';
    const dmi = { product_serial: serial, product_uuid: '12-ab' };
    const web = { 'GET http://c/12-ab/user-data': 'a: b\n' };
    const asked = access({ platform: { dmi }, web });

    const documents = await nocloudNet.fetch(asked, '');

    expect(nocloudNet.parse(documents, asked.platform)).toMatchObject({
      hostname: 'n1',
      userdata: Buffer.from('a: b\n'),
    });
    expect(asked.http.asked).toEqual([
      'GET http://c/12-ab/user-data',
      'GET http://c/12-ab/meta-data',
      'GET http://c/12-ab/network-config',
    ]);
  });

  it('takes nothing from a stick that is plugged in besides', async () => {
    const stick = volume({ device: '/dev/sdb1', type: 'vfat', label: 'CIDATA' });
    const asked = access({
      platform: { cmdline: 'ds=nocloud;s=http://c/', volumes: [stick] },
      trees: {
        '/dev/sdb1': { 'meta-data': 'local-hostname: theirs\npublic-keys: [ssh-ed25519 AAAA]\n' },
      },
      web: { 'GET http://c/user-data': 'a: b\n' },
    });

    expect(nocloudNet.parse(await nocloudNet.fetch(asked, ''), asked.platform)).toMatchObject({
      ...{ hostname: undefined, sshKeys: [], userdata: Buffer.from('a: b\n') },
    });
  });

  it.each(['', 'ds=nocloud;h=n1'])('is refused where the words are "%s"', async (cmdline) => {
    const asked = access({ platform: { cmdline, volumes: [cd] }, trees: { '/dev/sr0': {} } });

    await expect(nocloudNet.fetch(asked, '')).rejects.toThrow('has ds=nocloud;s=URL');
  });

  it('waits for a server that is not ready', async () => {
    const busy = { status: 503, headers: { 'retry-after': '1' } };
    const web = { 'GET http://c/user-data': [busy, busy, 'a: b\n'] };
    const asked = access({ platform: { cmdline: 'ds=nocloud;s=http://c' }, web });

    expect((await nocloudNet.fetch(asked, ''))['user-data']?.toString()).toBe('a: b\n');
  });

  it.each([
    { status: 403, what: 'that there is none', isPartial: undefined, notices: [] },
    {
      ...{ status: 500, what: 'that it is missing', isPartial: true },
      notices: ['http://c/network-config did not answer in time: left out'],
    },
  ])('takes $status for the network as $what, and the rest counts', async (given) => {
    const web = {
      'GET http://c/user-data': 'a: b\n',
      'GET http://c/network-config': { status: given.status },
    };
    const asked = access({ platform: { cmdline: 'ds=nocloud;s=http://c' }, web });

    const documents = await nocloudNet.fetch(asked, '');
    const data = withMissing(nocloudNet.parse(documents, asked.platform), documents);

    expect(data).toMatchObject({ userdata: Buffer.from('a: b\n'), notices: given.notices });
    expect(data.isPartial).toBe(given.isPartial);
  });

  it('tells of a name in the address that is not known', async () => {
    const cmdline = 'ds=nocloud;s=http://c/__dmi.bios-vendor__/';
    const web = { 'GET http://c/__dmi.bios-vendor__/user-data': 'a: b\n' };
    const asked = access({ platform: { cmdline }, web });

    const { notices } = nocloudNet.parse(await nocloudNet.fetch(asked, ''), asked.platform);

    expect(notices).toEqual([expect.stringContaining('__dmi.bios-vendor__ is not known')]);
  });
});
