import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aws } from '../../../../src/datasources/clouds/aws.ts';
import { access, platform } from '../../../support/data-source.ts';
import type { Reply, Routes } from '../../../support/metadata-server.ts';

const service = 'http://169.254.169.254/latest';
const base = `${service}/meta-data`;
const put = `PUT ${service}/api/token`;
const k1 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEk7vMMuuavfiXGkBLUU1klcr9OMPndNXfLhUvD7Kv4a ops@example';
const k2 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK0aSZTWs5+C/nOyu7oOT+jrsYYuiLmc0ssFqcdDT0yB dev@example';
const userdata = '#cloud-config\nhostname: plain-node\n';

const documents: Readonly<Record<string, Reply>> = {
  [`${base}/instance-id`]: 'i-0ab1c2d3e4f567890',
  [`${base}/local-hostname`]: 'ip-10-20-30-40.eu-west-1.compute.internal',
  [`${base}/local-ipv4`]: '10.20.30.40',
  [`${base}/public-ipv4`]: '192.0.2.40',
  [`${base}/instance-type`]: 'm7g.large',
  [`${base}/placement/availability-zone`]: 'eu-west-1b',
  [`${base}/public-keys/`]: '0=ops\n1=dev',
  [`${base}/public-keys/0/openssh-key`]: k1,
  [`${base}/public-keys/1/openssh-key`]: `${k2}\n`,
  [`${service}/user-data`]: userdata,
};

/** The second version of the service: nothing without a token. The first `expired` requests find it over. */
function version2(changed: Readonly<Record<string, Reply>> = {}, expired = 0): Routes {
  let refused = 0;
  const guarded = Object.entries({ ...documents, ...changed }).map(([url, reply]) => [
    `GET ${url}`,
    ({ headers }: { headers?: Readonly<Record<string, string>> }) => {
      const isOver = refused < expired;
      refused += isOver ? 1 : 0;
      const isSigned = headers?.['X-aws-ec2-metadata-token'] === 'AQAEAExampleTokenA==';
      return isSigned && !isOver ? reply : { status: 401, body: '<?xml version="1.0"?>' };
    },
  ]);
  return {
    [put]: ({ headers }) =>
      headers?.['X-aws-ec2-metadata-token-ttl-seconds'] === '21600'
        ? 'AQAEAExampleTokenA=='
        : { status: 400 },
    ...Object.fromEntries(guarded),
  };
}

/** The first version: no tokens, no questions. */
function version1(changed: Readonly<Record<string, Reply>> = {}): Routes {
  const open = { ...documents, ...changed };
  return Object.fromEntries(Object.entries(open).map(([url, reply]) => [`GET ${url}`, reply]));
}

async function answer(web: Routes) {
  return aws.parse(await aws.fetch(access({ web }), ''), platform());
}

describe('aws', () => {
  it.each([
    { what: 'Nitro', given: { dmi: { sys_vendor: 'Amazon EC2' } }, is: true },
    {
      what: 'Xen',
      given: { hypervisorUuid: 'ec2e1916-9099-7caf-fd21-012345abcdef' },
      is: true,
    },
    {
      what: 'an SMBIOS with nothing but ids',
      given: { dmi: { product_uuid: 'EC2E1916-9099', product_serial: 'ec2e1916-9099' } },
      is: true,
    },
    {
      what: 'an id with bytes the other way round',
      given: { dmi: { product_uuid: '45E12AEC-DCD1', product_serial: '45e12aec-dcd1' } },
      is: true,
    },
    {
      what: 'a uuid that begins so by chance',
      given: { dmi: { sys_vendor: 'QEMU', product_uuid: 'ec2e1916-9099', product_serial: '' } },
      is: false,
    },
    {
      what: 'another uuid',
      given: { dmi: { product_uuid: '45e12aed-dcd1', product_serial: '45e12aed-dcd1' } },
      is: false,
    },
    { what: 'nothing', given: {}, is: false },
  ])('is $is of $what', ({ given, is }) => {
    expect(aws.matches(platform(given))).toBe(is);
  });

  it.each([
    { what: 'second', web: version2() },
    { what: 'first', web: version1() },
  ])('says who the machine is by the $what version of the service', async ({ web }) => {
    expect(await answer(web)).toEqual({
      instanceId: 'i-0ab1c2d3e4f567890',
      hostname: 'ip-10-20-30-40.eu-west-1.compute.internal',
      sshKeys: [k1, k2],
      userdata: Buffer.from(userdata),
      facts: {
        public_ipv4: '192.0.2.40',
        local_ipv4: '10.20.30.40',
        availability_zone: 'eu-west-1b',
        instance_type: 'm7g.large',
        instance_id: 'i-0ab1c2d3e4f567890',
      },
    });
  });

  it('takes a new token when one is over', async () => {
    expect((await answer(version2({}, 1))).instanceId).toBe('i-0ab1c2d3e4f567890');
  });

  it('is asked by IPv6 where the machine has nothing else', async () => {
    const zeros = '0'.repeat(32);
    const files = { '/proc/net/ipv6_route': `${zeros} 00 ${zeros} 00 fe80 400 1 0 3 eth0\n` };
    const web = Object.fromEntries(
      Object.entries(version2()).map(([route, reply]) => [
        route.replace('169.254.169.254', '[fd00:ec2::254]'),
        reply,
      ]),
    );

    const documents = await aws.fetch(access({ web, files }), '');

    expect(aws.parse(documents, platform()).instanceId).toBe('i-0ab1c2d3e4f567890');
  });

  it('asks for nothing that is a secret', async () => {
    const given = access({ web: version2() });

    await aws.fetch(given, '');

    expect(given.http.asked.filter((each) => each.includes('/iam/'))).toEqual([]);
  });

  it('needs no more than an id', async () => {
    const web = {
      [put]: 'AQAEAExampleTokenA==',
      [`GET ${base}/instance-id`]: 'i-1\n',
    };

    expect(await answer(web)).toEqual({
      ...{ instanceId: 'i-1', hostname: undefined, sshKeys: [], userdata: undefined },
      facts: {
        ...{ public_ipv4: undefined, local_ipv4: undefined, availability_zone: undefined },
        ...{ instance_type: undefined, instance_id: 'i-1' },
      },
    });
  });

  it.each([
    { names: 'a.internal b.internal', first: 'a.internal' },
    { names: 'a.internal.', first: 'a.internal' },
    { names: 'a.internal.\n', first: 'a.internal' },
    { names: '', first: undefined },
  ])('calls the machine $first where its names are "$names"', async ({ names, first }) => {
    const web = version2({ [`${base}/local-hostname`]: names });

    expect((await answer(web)).hostname).toBe(first);
  });

  it.each([
    { what: 'none', reply: { status: 404, body: '<?xml version="1.0"?>' }, given: undefined },
    { what: 'empty', reply: '', given: undefined },
    { what: 'encoded twice', reply: Buffer.from(userdata).toString('base64'), given: userdata },
    { what: 'text that could be base64', reply: 'abcd', given: 'abcd' },
  ])('takes user-data that is $what', async ({ reply, given }) => {
    const web = version2({ [`${service}/user-data`]: reply });

    expect((await answer(web)).userdata?.toString()).toBe(given);
  });

  it('leaves what is packed to whoever reads it', async () => {
    const packed = gzipSync(userdata);

    expect((await answer(version2({ [`${service}/user-data`]: packed }))).userdata).toEqual(packed);
  });

  it.each<{ what: string; changed: Routes; says: string; puts: number }>([
    {
      what: 'is switched off',
      ...{ changed: { [put]: { status: 403 } }, says: 'api/token answered 403: the service is' },
      puts: 1,
    },
    {
      what: 'is a login page',
      ...{ changed: { [put]: '<!DOCTYPE html><html>' }, says: 'gave no token' },
      puts: 1,
    },
    {
      what: 'takes no token that it gave',
      ...{ changed: { [put]: 'foreign' }, says: 'instance-id answered 401' },
      puts: 2,
    },
    {
      what: 'is too busy',
      ...{ changed: { [put]: { status: 503 } }, says: 'api/token did not answer' },
      puts: 10,
    },
  ])('is refused where the service $what', async ({ changed, says, puts }) => {
    const given = access({ web: { ...version2(), ...changed } });

    await expect(aws.fetch(given, '')).rejects.toThrow(says);
    expect(given.http.asked.filter((each) => each === put)).toHaveLength(puts);
  });

  it('waits for a service that is busy at first', async () => {
    const web = { ...version2(), [put]: [{ status: 503 }, 'AQAEAExampleTokenA=='] };

    expect((await answer(web)).instanceId).toBe('i-0ab1c2d3e4f567890');
  });

  it.each([
    { what: 'a login page', reply: '<html><body>Welcome', says: 'instance-id is a web page' },
    { what: 'empty', reply: ' \n', says: 'instance-id is empty' },
    { what: 'an error', reply: '{"error": 1}', says: 'instance-id is no id: ' },
  ])('is refused where the id is $what', async ({ reply, says }) => {
    await expect(answer(version1({ [`${base}/instance-id`]: reply }))).rejects.toThrow(says);
  });
});
