import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Access } from '../../../../src/datasources/access.ts';
import { vmware } from '../../../../src/datasources/local/vmware.ts';
import { platform } from '../../../support/data-source.ts';
import { recordingSystem, type SystemGiven } from '../../../support/recording-system.ts';

const userdata = '#cloud-config\nhostname: plain-node\n';
const base64 = (content: string | Buffer) => Buffer.from(content).toString('base64');
const metadata = `instance-id: i-1
local-hostname: vm-1
public-keys-data: |
  ssh-ed25519 AAAA ops@example
  ssh-ed25519 BBBB dev@example
network:
  version: 2
  ethernets:
    nics: {match: {name: ens192}, addresses: [192.0.2.9/24], gateway4: 192.0.2.1}
redact: [userdata, vendordata]
`;
type Values = Readonly<Record<string, string>>;

/** As the real tool: keys are `guestinfo.…`, and what there is none of is an error. */
function tool(values: Values) {
  return (argv: readonly string[]) => {
    if (argv.at(-1)?.startsWith('info-set ')) {
      return {};
    }
    const [, key = ''] = /^info-get guestinfo\.(.*)$/.exec(argv.at(-1) ?? '') ?? [];
    const value = values[key];
    return value === undefined
      ? { status: 1, stderr: 'No value found\n' }
      : { stdout: `${value}\n` };
  };
}

const machine = platform({ dmi: { product_name: 'VMware7,1', product_uuid: '4217-ab' } });

async function answer(values: Values, programs?: SystemGiven['programs']) {
  const { exec } = recordingSystem({ programs: programs ?? { 'vmware-rpctool': tool(values) } });
  const documents = await vmware.fetch({ exec } as Parameters<typeof vmware.fetch>[0], '');
  return vmware.parse(documents, machine);
}

/** All that is not a question. */
async function ordersOfSettling(values: Values, isKept: boolean): Promise<string[]> {
  const system = recordingSystem({ programs: { 'vmware-rpctool': tool(values) } });
  await vmware.settle?.({ exec: system.exec } as Access, isKept);
  return system.effects
    .map((each) => (each.did === 'exec' ? (each.argv.at(-1) ?? '') : each.did))
    .filter((order) => !order.startsWith('info-get'));
}

describe('vmware', () => {
  it.each([
    { name: 'VMware Virtual Platform', is: true },
    { name: 'VMware7,1', is: true },
    { name: 'KVM', is: false },
  ])('is $is for a product "$name"', ({ name, is }) => {
    expect(vmware.matches(platform({ dmi: { product_name: name } }))).toBe(is);
  });

  it('says who the machine is', async () => {
    expect(await answer({ metadata, userdata, vendordata: 'a: b' })).toEqual({
      instanceId: 'i-1',
      hostname: 'vm-1',
      sshKeys: ['ssh-ed25519 AAAA ops@example', 'ssh-ed25519 BBBB dev@example'],
      userdata: Buffer.from(`${userdata}\n`),
      isFirstUserdata: true,
      vendordata: Buffer.from('a: b\n'),
      interfaces: [expect.objectContaining({ name: 'ens192', addresses: ['192.0.2.9/24'] })],
      notices: [],
    });
  });

  it('has the id of its firmware where nobody gave one', async () => {
    expect(await answer({ userdata })).toMatchObject({
      instanceId: '4217-ab',
      hostname: undefined,
      sshKeys: [],
    });
  });

  it.each([
    { encoding: 'base64', value: base64('a: b\n'), given: Buffer.from('a: b\n') },
    { encoding: 'B64', value: base64('a: b\n'), given: Buffer.from('a: b\n') },
    { encoding: 'gzip+base64', value: base64(gzipSync('a')), given: gzipSync('a') },
    { encoding: 'gz+b64', value: base64(gzipSync('a')), given: gzipSync('a') },
    { encoding: ' ', value: 'a: b', given: Buffer.from('a: b\n') },
    { encoding: 'rot13', value: 'a: b', given: Buffer.from('a: b\n') },
    { encoding: 'base64', value: '---', given: undefined },
    { encoding: '', value: ' ', given: undefined },
  ])('takes user-data "$value" in "$encoding"', async ({ encoding, value, given }) => {
    const values = { userdata: value, 'userdata.encoding': encoding, vendordata: 'a: b' };

    expect((await answer(values)).userdata).toEqual(given);
  });

  it.each([
    { what: 'JSON', values: { metadata: '{"local-hostname":"vm-1"}' } },
    {
      what: 'packed',
      values: {
        metadata: base64(gzipSync('hostname: vm-1\n')),
        'metadata.encoding': 'gzip+base64',
      },
    },
  ])('reads metadata that is $what', async ({ values }) => {
    expect((await answer(values)).hostname).toBe('vm-1');
  });

  const card = { version: 2, ethernets: { ens192: { addresses: ['192.0.2.9/24'] } } };

  it.each([
    { what: 'below a key', metadata: { network: { config: card } } },
    {
      what: 'as a text of its own',
      metadata: { network: base64(JSON.stringify(card)), 'network.encoding': 'base64' },
    },
    {
      what: 'as a packed text',
      metadata: { network: base64(gzipSync(JSON.stringify(card))), 'network.encoding': 'gz+b64' },
    },
  ])('may have its network $what', async ({ metadata: given }) => {
    expect((await answer({ metadata: JSON.stringify(given) })).interfaces).toMatchObject([
      { name: 'ens192', addresses: ['192.0.2.9/24'] },
    ]);
  });

  it.each([
    { what: 'is absent', first: undefined },
    { what: 'is forbidden', first: { status: 1, stderr: 'Permission denied' } },
    { what: 'hangs', first: { status: 1, timedOut: true } },
  ])('asks the other tool where the first one $what', async ({ first }) => {
    const programs = {
      vmtoolsd: tool({ userdata }),
      ...(first === undefined ? {} : { 'vmware-rpctool': first }),
    };

    expect((await answer({}, programs)).userdata?.toString()).toContain(userdata);
  });

  it.each([
    {
      what: 'has no tools',
      programs: {},
      says: 'info-get guestinfo.metadata: vmware-rpctool: not',
    },
    {
      what: 'has nothing',
      programs: { 'vmware-rpctool': tool({}) },
      says: 'neither guestinfo.userdata nor guestinfo.metadata',
    },
    {
      what: 'has too much',
      programs: { 'vmware-rpctool': tool({ userdata: 'x'.repeat(1024 * 1024) }) },
      says: 'guestinfo.userdata has more than',
    },
    {
      what: 'has text that is no base64',
      programs: { 'vmware-rpctool': tool({ userdata: 'a: b', 'userdata.encoding': 'base64' }) },
      says: 'guestinfo.userdata is no base64',
    },
    {
      what: 'has metadata that are cut',
      programs: { 'vmware-rpctool': tool({ metadata: '{"a": "b' }) },
      says: 'guestinfo.metadata is no valid YAML',
    },
  ])('is refused where it $what', async ({ programs, says }) => {
    await expect(answer({}, programs)).rejects.toThrow(says);
  });

  it.each([
    {
      what: 'what is asked for',
      values: { metadata, userdata, vendordata: 'a: b' },
      cleared: ['userdata', 'vendordata'],
    },
    {
      what: 'nothing twice',
      values: { metadata, userdata: '---', 'userdata.encoding': ' ' },
      cleared: [],
    },
    {
      what: 'not who the machine is',
      values: { metadata: 'redact: [metadata, userdata]', userdata },
      cleared: ['userdata'],
    },
    {
      what: 'what is asked for in other words',
      values: { metadata: 'cleanup-guestinfo: vendordata', userdata, vendordata: 'a: b' },
      cleared: ['vendordata'],
    },
    {
      what: 'nothing unasked',
      values: { metadata: 'local-hostname: vm-1', userdata },
      cleared: [],
    },
  ])('clears $what once what was learned is kept', async ({ values, cleared }) => {
    expect(await ordersOfSettling(values, true)).toEqual(
      cleared.flatMap((key) => [
        `info-set guestinfo.${key} ---`,
        `info-set guestinfo.${key}.encoding  `,
      ]),
    );
  });

  it('clears nothing where the next start would miss it', async () => {
    expect(await ordersOfSettling({ metadata, userdata }, false)).toEqual([]);
  });

  it.each([
    { what: 'is going to be cleared', values: { metadata, userdata }, isFirst: true },
    { what: 'was cleared', values: { metadata, userdata: '---' }, isFirst: undefined },
    { what: 'stays', values: { metadata: 'hostname: a', userdata }, isFirst: undefined },
  ])('has user-data of the first boot alone where it $what', async ({ values, isFirst }) => {
    expect((await answer(values)).isFirstUserdata).toBe(isFirst);
  });
});
