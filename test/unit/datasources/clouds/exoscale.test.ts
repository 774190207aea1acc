import { describe, expect, it } from 'vitest';
import { exoscale } from '../../../../src/datasources/clouds/exoscale.ts';
import { access, platform } from '../../../support/data-source.ts';
import type { Routes } from '../../../support/metadata-server.ts';

const service = 'http://169.254.169.254/1.0';
const base = `${service}/meta-data`;
const k1 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEk7vMMuuavfiXGkBLUU1klcr9OMPndNXfLhUvD7Kv4a ops@example';
const userdata = '#cloud-config\nhostname: plain-node\n';

const web: Routes = {
  [`GET ${base}/instance-id`]: '5d6c0b1a-2222-4333-8444-555566667777',
  [`GET ${base}/local-hostname`]: 'exo-node-1',
  [`GET ${base}/public-ipv4`]: '192.0.2.150',
  [`GET ${base}/local-ipv4`]: '192.0.2.150',
  [`GET ${base}/availability-zone`]: 'ch-gva-2',
  [`GET ${base}/service-offering`]: 'Small',
  [`GET ${base}/public-keys`]: `${k1}\n`,
  [`GET ${service}/user-data`]: userdata,
};

async function answer(routes: Routes) {
  return exoscale.parse(await exoscale.fetch(access({ web: routes }), ''), platform());
}

describe('exoscale', () => {
  it.each([
    { product: 'Exoscale Compute Platform', is: true },
    { product: 'Standard PC (Q35 + ICH9, 2009)', is: false },
  ])('is $is where the product is "$product"', ({ product, is }) => {
    expect(exoscale.matches(platform({ dmi: { product_name: product } }))).toBe(is);
  });

  it('says who the machine is', async () => {
    expect(await answer(web)).toEqual({
      instanceId: '5d6c0b1a-2222-4333-8444-555566667777',
      hostname: 'exo-node-1',
      sshKeys: [k1],
      userdata: Buffer.from(userdata),
      facts: {
        public_ipv4: '192.0.2.150',
        local_ipv4: '192.0.2.150',
        availability_zone: 'ch-gva-2',
        instance_type: 'Small',
        instance_id: '5d6c0b1a-2222-4333-8444-555566667777',
      },
    });
  });

  it('needs no more than an id', async () => {
    const { facts, ...data } = await answer({ [`GET ${base}/instance-id`]: 'one' });

    expect(data).toEqual({
      ...{ instanceId: 'one', hostname: undefined, sshKeys: [], userdata: undefined },
    });
    expect(facts?.instance_id).toBe('one');
  });

  it('leaves the password alone', async () => {
    const given = access({ web });

    await exoscale.fetch(given, '');

    expect(given.http.asked.filter((each) => each.includes(':8080'))).toEqual([]);
  });

  it.each([
    { what: 'is not there', reply: { status: 404 }, says: 'instance-id answered 404' },
    { what: 'is a login page', reply: '<html>Welcome', says: 'instance-id is a web page' },
    { what: 'is empty', reply: '', says: 'instance-id is empty' },
    { what: 'is an error', reply: '{"error": 1}', says: 'instance-id is no id: ' },
  ])('is refused where the id $what', async ({ reply, says }) => {
    await expect(answer({ ...web, [`GET ${base}/instance-id`]: reply })).rejects.toThrow(says);
  });
});
