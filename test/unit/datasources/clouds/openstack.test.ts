import { describe, expect, it } from 'vitest';
import { openstack } from '../../../../src/datasources/clouds/openstack.ts';
import { withMissing } from '../../../../src/datasources/documents/readable.ts';
import { access, platform, volume } from '../../../support/data-source.ts';
import type { Routes } from '../../../support/metadata-server.ts';

const base = 'http://169.254.169.254/openstack';
const ec2 = 'http://169.254.169.254/latest/meta-data';
const meta = JSON.stringify({
  uuid: '0f0e0d0c-1111-4222-8333-444455556666',
  hostname: 'os-node-1.novalocal',
  availability_zone: 'nova',
  public_keys: { ops: 'ssh-ed25519 AAAA1 ops@example\n' },
});
const versions = '2012-08-10\n2017-02-22\n2018-08-27\n2099-01-01\nlatest';
const tree: Routes = {
  [`GET ${base}/`]: versions,
  [`GET ${base}/2018-08-27/meta_data.json`]: meta,
  [`GET ${base}/2018-08-27/user_data`]: 'hostname: mine\n',
};
const ec2Tree: Routes = {
  [`GET ${ec2}/public-ipv4`]: '192.0.2.40',
  [`GET ${ec2}/local-ipv4`]: '10.0.0.40',
  [`GET ${ec2}/instance-type`]: 'm1.small',
  [`GET ${ec2}/instance-id`]: 'i-0000002a',
};

async function answer(web: Routes) {
  return openstack.parse(await openstack.fetch(access({ web }), ''), platform());
}

describe('openstack', () => {
  it.each([
    { dmi: { product_name: 'OpenStack Nova' }, is: true },
    { dmi: { product_name: 'OpenStack Compute' }, is: true },
    { dmi: { chassis_asset_tag: 'OpenTelekomCloud' }, is: true },
    { dmi: { chassis_asset_tag: 'HUAWEICLOUD' }, is: true },
    { dmi: { product_name: 'OpenStack Foundation' }, is: false },
    { dmi: { product_name: 'OpenTelekomCloud' }, is: false },
    { dmi: {}, is: false },
  ])('is $is where the machine says $dmi', ({ dmi, is }) => {
    expect(openstack.matches(platform({ dmi }))).toBe(is);
  });

  it.each(['config-2', 'CONFIG-2'])('leaves a machine with a drive %s to that', (label) => {
    const dmi = { product_name: 'OpenStack Nova' };
    const volumes = [volume({ device: '/dev/sr0', label })];

    expect(openstack.matches(platform({ dmi, volumes }))).toBe(false);
  });

  it('is asked wherever it is reached', async () => {
    const host = '[fe80::a9fe:a9fe%eth0]';
    const there = Object.fromEntries(
      Object.entries({ ...tree, ...ec2Tree }).map(([name, reply]) => [
        name.replace('169.254.169.254', host),
        reply,
      ]),
    );

    const documents = await openstack.fetch({ ...access({ web: there }), host }, '');

    expect(openstack.parse(documents, platform())).toMatchObject({
      ...{ hostname: 'os-node-1.novalocal', userdata: Buffer.from('hostname: mine\n') },
      facts: { public_ipv4: '192.0.2.40' },
    });
  });

  it('says who the machine is, with what k3OS took from the other tree', async () => {
    expect(await answer({ ...tree, ...ec2Tree })).toEqual({
      instanceId: '0f0e0d0c-1111-4222-8333-444455556666',
      hostname: 'os-node-1.novalocal',
      sshKeys: ['ssh-ed25519 AAAA1 ops@example'],
      userdata: Buffer.from('hostname: mine\n'),
      interfaces: [],
      notices: [],
      facts: {
        availability_zone: 'nova',
        public_ipv4: '192.0.2.40',
        local_ipv4: '10.0.0.40',
        instance_type: 'm1.small',
        instance_id: 'i-0000002a',
      },
    });
  });

  it.each([
    { what: 'is not there', reply: { status: 404 } },
    { what: 'is out of order', reply: { status: 502, body: '<html>' } },
    { what: 'is empty', reply: '' },
    { what: 'does not answer', reply: { status: 429 } },
  ])('lacks little where the other tree $what', async ({ reply }) => {
    const broken = Object.fromEntries(Object.keys(ec2Tree).map((route) => [route, reply]));

    expect((await answer({ ...tree, ...broken })).facts).toMatchObject({
      public_ipv4: undefined,
      instance_id: '0f0e0d0c-1111-4222-8333-444455556666',
    });
  });

  it('asks the other tree once, and no further where it does not answer', async () => {
    const busy = Object.fromEntries(Object.keys(ec2Tree).map((route) => [route, { status: 429 }]));
    const asked = access({ web: { ...tree, ...busy } });

    await openstack.fetch(asked, '');

    expect(asked.http.asked.filter((each) => each.includes('/latest/meta-data/'))).toEqual([
      `GET ${ec2}/public-ipv4`,
    ]);
  });

  it('lacks its network alone where only that is out of order, and is told so', async () => {
    const broken = { [`GET ${base}/2018-08-27/network_data.json`]: { status: 500 } };
    const asked = access({ web: { ...tree, ...broken } });

    const documents = await openstack.fetch(asked, '');

    expect(withMissing(openstack.parse(documents, platform()), documents)).toMatchObject({
      ...{ hostname: 'os-node-1.novalocal', isPartial: true },
      notices: [expect.stringMatching(/network_data\.json did not answer in time: left out$/)],
    });
  });

  it.each(['vendor_data.json', 'vendor_data2.json'])('has no use for %s', async (name) => {
    const refusal = { status: 403, body: 'forbidden' };
    const data = await answer({ ...tree, [`GET ${base}/2018-08-27/${name}`]: refusal });

    expect(data.hostname).toBe('os-node-1.novalocal');
  });

  it.each([
    { what: 'there is no list', listing: { status: 404 } },
    { what: 'the list is empty', listing: '' },
    { what: 'the list has nothing that is known', listing: '2099-01-01\nlatest\n' },
  ])('takes the latest version where $what', async ({ listing }) => {
    const web = { [`GET ${base}/`]: listing, [`GET ${base}/latest/meta_data.json`]: meta };

    expect((await answer(web)).hostname).toBe('os-node-1.novalocal');
  });

  it.each([
    { what: '404', reply: { status: 404, body: '<html>404' }, is: undefined },
    { what: '204', reply: { status: 204 }, is: undefined },
    { what: 'empty', reply: '', is: undefined },
    { what: 'late', reply: [{ status: 503 }, { status: 504 }, 'a: b\n'], is: 'a: b\n' },
  ])('takes user-data that is $what', async ({ reply, is }) => {
    const data = await answer({ ...tree, [`GET ${base}/2018-08-27/user_data`]: reply });

    expect(data.userdata?.toString()).toBe(is);
  });

  it('asks for a network of the old kind where one is named', async () => {
    const named = JSON.stringify({
      ...JSON.parse(meta),
      network_config: { content_path: '/content/0000' },
    });
    const data = await answer({
      ...tree,
      [`GET ${base}/2018-08-27/meta_data.json`]: named,
      [`GET ${base}/content/0000`]: 'iface eth0 inet static\n  address 192.0.2.5/24\n',
    });

    expect(data.interfaces).toEqual([{ name: 'eth0', addresses: ['192.0.2.5/24'] }]);
  });

  it('waits for a service that is not ready', async () => {
    const busy = { status: 500 };
    const web = { ...tree, [`GET ${base}/2018-08-27/meta_data.json`]: [busy, busy, meta] };

    expect((await answer(web)).hostname).toBe('os-node-1.novalocal');
  });

  it.each([
    {
      what: 'the list is a login page',
      route: '/',
      reply: '<!DOCTYPE html><html>',
      says: 'versions is a web page',
    },
    {
      what: 'there is no metadata',
      route: '/2018-08-27/meta_data.json',
      reply: { status: 404 },
      says: `${base}/2018-08-27/meta_data.json answered 404`,
    },
    {
      what: 'the metadata is cut',
      route: '/2018-08-27/meta_data.json',
      reply: meta.slice(0, 40),
      says: 'meta_data.json is no JSON',
    },
    {
      what: 'the service refuses',
      route: '/2018-08-27/user_data',
      reply: { status: 403, body: 'hostname: forbidden' },
      says: `${base}/2018-08-27/user_data answered 403`,
    },
  ])('is refused where $what', async ({ route, reply, says }) => {
    await expect(answer({ ...tree, [`GET ${base}${route}`]: reply })).rejects.toThrow(says);
  });
});
