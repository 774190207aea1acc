import { describe, expect, it } from 'vitest';
import { azure } from '../../../../src/datasources/clouds/azure.ts';
import { access, platform, volume } from '../../../support/data-source.ts';
import type { Reply, Routes } from '../../../support/metadata-server.ts';

const base = 'http://169.254.169.254/metadata/instance?api-version=';
const newer = `GET ${base}2021-08-01`;
const older = `GET ${base}2019-06-01`;
const k1 =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEk7vMMuuavfiXGkBLUU1klcr9OMPndNXfLhUvD7Kv4a ops@example';
const userdata = '#cloud-config\nhostname: plain-node\n';
const encoded = Buffer.from(userdata).toString('base64');
const vmId = '5d6c0b1a-2222-4333-8444-555566667777';

const compute = {
  ...{ name: 'vmss_0', vmId, location: 'westeurope', vmSize: 'Standard_D2s_v5' },
  osProfile: { computerName: 'az-node-1', adminUsername: 'ops' },
  publicKeys: [
    {
      keyData: `${k1.slice(0, 40)}\r\n${k1.slice(40)}\r\n`,
      path: '/home/ops/.ssh/authorized_keys',
    },
  ],
  userData: encoded,
};

function instance(changed: object = {}): string {
  return JSON.stringify({ compute: { ...compute, ...changed }, network: { interface: [] } });
}

const guarded =
  (reply: Reply) =>
  ({ headers }: { headers?: Readonly<Record<string, string>> }): Reply =>
    headers?.Metadata === 'true' ? reply : { status: 400 };

interface Disc {
  readonly content: string;
  readonly type?: string;
}

function given(web: Routes, discs: readonly Disc[] = []) {
  const volumes = discs.map(({ type = 'udf' }, index) =>
    volume({ device: `/dev/sr${index}`, type, isOptical: true }),
  );
  const trees = Object.fromEntries(
    discs.map(({ content }, index) => [`/dev/sr${index}`, { 'OVF-ENV.XML': content }]),
  );
  return access({ web, platform: { volumes }, trees });
}

async function answer(web: Routes, discs?: readonly Disc[]) {
  return azure.parse(await azure.fetch(given(web, discs), ''), platform());
}

function disc(settings: string, type?: string): Disc {
  const content = `<Environment xmlns:wa="http://schemas.microsoft.com/windowsazure">
    <wa:ProvisioningSection><LinuxProvisioningConfigurationSet>${settings}
    </LinuxProvisioningConfigurationSet></wa:ProvisioningSection></Environment>`;
  return { content, ...(type === undefined ? {} : { type }) };
}

describe('azure', () => {
  it.each([
    { tag: '7783-7084-3265-9085-8269-3286-77', is: true },
    { tag: '7783-7084-3265-9085-8269-3286-78', is: false },
  ])('is $is where the asset tag is $tag', ({ tag, is }) => {
    expect(azure.matches(platform({ dmi: { chassis_asset_tag: tag } }))).toBe(is);
  });

  it('says who the machine is', async () => {
    expect(await answer({ [newer]: guarded(instance()) })).toEqual({
      instanceId: vmId,
      hostname: 'az-node-1',
      sshKeys: [k1],
      userdata: Buffer.from(userdata),
      notices: [],
    });
  });

  it('asks an older host in its own words', async () => {
    const { osProfile: _none, userData: _neither, ...old } = compute;
    const web = {
      [newer]: { status: 400, body: '{"error":"Bad request."}' },
      [older]: guarded(JSON.stringify({ compute: old })),
    };

    expect(await answer(web)).toEqual({
      ...{ instanceId: vmId, hostname: 'vmss_0', sshKeys: [k1], notices: [] },
      userdata: undefined,
    });
  });

  it('waits until the service knows the machine', async () => {
    const not = [404, 404, 410, 429, 500].map((status) => ({ status }));

    expect((await answer({ [newer]: [...not, instance()] })).instanceId).toBe(vmId);
  });

  it.each([
    { type: 'udf', custom: 'hostname: custom\n' },
    { type: 'iso9660', custom: 'hostname: custom\n' },
    { type: 'udf', custom: '' },
  ])('takes the custom data of the DVD first ($type, "$custom")', async ({ type, custom }) => {
    const dvd = disc(`<CustomData>${Buffer.from(custom).toString('base64')}</CustomData>`, type);

    const data = await answer({ [newer]: instance() }, [dvd]);

    expect(data.userdata?.toString()).toBe(custom || userdata);
    expect(data.isFirstUserdata ?? false).toBe(custom !== '');
    expect(data.notices).toEqual([]);
  });

  it.each([
    { what: 'the service', changed: {}, dvd: '<HostName>of-dvd</HostName>', name: 'az-node-1' },
    {
      what: 'the DVD',
      ...{ changed: { osProfile: { computerName: '' } }, dvd: '<HostName>of-dvd</HostName>' },
      name: 'of-dvd',
    },
    { what: 'the machine in Azure', changed: { osProfile: null }, dvd: '', name: 'vmss_0' },
  ])('has the name of $what', async ({ changed, dvd, name }) => {
    const data = await answer({ [newer]: instance(changed) }, [disc(dvd)]);

    expect(data.hostname).toBe(name);
  });

  it.each([
    { what: 'has a DOCTYPE', content: '<?xml?><!DOCTYPE a><ProvisioningSection/>' },
    { what: 'is cut', content: '<Environment><ProvisioningSection>' },
  ])('leaves out a DVD that $what, and says so', async ({ content }) => {
    const data = await answer({ [newer]: instance() }, [{ content }]);

    expect(data.userdata?.toString()).toBe(userdata);
    expect(data.notices).toEqual([expect.stringContaining('the provisioning DVD is left out')]);
  });

  it('does without a DVD that cannot be read, and says so', async () => {
    const volumes = [volume({ device: '/dev/sr0', type: 'udf', isOptical: true })];
    const unreadable = access({ web: { [newer]: instance() }, platform: { volumes } });

    const data = azure.parse(await azure.fetch(unreadable, ''), platform());

    expect(data.sshKeys).toEqual([k1]);
    expect(data.notices).toEqual([
      'the provisioning DVD could not be read: /dev/sr0: no medium found',
    ]);
  });

  it('passes over other discs', async () => {
    const other = { content: '<Environment><PropertySection/></Environment>' };
    const own = disc(`<CustomData>${Buffer.from('a: 1').toString('base64')}</CustomData>`);

    const data = await answer({ [newer]: instance() }, [other, own]);

    expect(data.userdata?.toString()).toBe('a: 1');
  });

  it.each([
    { what: 'none', changed: { userData: '' }, text: undefined, notices: 0 },
    {
      what: 'encoded with line breaks',
      ...{ changed: { userData: encoded.replace(/.{20}/g, '$&\n') }, text: userdata, notices: 0 },
    },
    { what: 'not encoded', changed: { userData: 'a: 1' }, text: 'a: 1', notices: 1 },
  ])('takes user-data that is $what', async ({ changed, text, notices }) => {
    const data = await answer({ [newer]: instance(changed) });

    expect(data.userdata?.toString()).toBe(text);
    expect(data.notices).toHaveLength(notices);
  });

  it('leaves out what is no key of OpenSSH', async () => {
    const publicKeys = [{ keyData: 'MIIC certificate' }, null, ...compute.publicKeys];

    const data = await answer({ [newer]: instance({ publicKeys }) });

    expect(data.sshKeys).toEqual([k1]);
    expect(data.notices).toEqual(['an SSH key is left out: it is not one of OpenSSH']);
  });

  it.each<{ what: string; reply: Reply; says: string }>([
    { what: 'is a login page', reply: '<html>Welcome', says: 'instance is a web page' },
    { what: 'is cut', reply: instance().slice(0, 90), says: 'instance is no JSON' },
    { what: 'has no id', reply: '{"compute":{}}', says: 'instance: compute.vmId is missing' },
    { what: 'is empty', reply: '', says: 'instance is empty' },
    { what: 'never comes', reply: { status: 404 }, says: 'did not answer in time' },
    { what: 'is forbidden', reply: { status: 403 }, says: 'answered 403' },
  ])('is refused where the instance $what', async ({ reply, says }) => {
    await expect(answer({ [newer]: reply })).rejects.toThrow(says);
  });
});
