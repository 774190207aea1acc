import { describe, expect, it } from 'vitest';
import { learn } from '../../../../src/datasources/learning/learn.ts';
import { allowChange, readOutcome } from '../../../../src/datasources/learning/record.ts';
import { access, platform, volume } from '../../../support/data-source.ts';
import { type RecordingSystem, recordingSystem } from '../../../support/recording-system.ts';

const userdata = 'hostname: mine\n';
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEk7vMMuuavfiXGkBLUU1klcr9OMPndNXfLhUvD7Kv4a';
const metadata = (id: number) => `hostname: hz-1\ninstance-id: ${id}\npublic-keys: [${key}]\n`;

/** A Hetzner machine whose service says this; by the end of the address. */
function machine(answers: Record<string, string | undefined>, files = {}): RecordingSystem {
  return recordingSystem({
    files,
    async direct(url) {
      const answer = answers[url.replace(/^.*\//, '')];
      if (answer === undefined) {
        throw new Error('connect EHOSTUNREACH');
      }
      return { status: 200, headers: {}, body: Buffer.from(answer) };
    },
  });
}

const nothing = () => Promise.resolve();
const kept = '/var/lib/rancher/k3os/datasource.json';

function run(
  system: RecordingSystem,
  wanted = ['hetzner'],
  { media } = access(),
  networkUp = nothing,
  applyNetwork = nothing,
) {
  return learn({
    ...{ system, wanted, media, machineId: 'm', random: () => 0, isInstalled: true },
    ...{ networkUp, applyNetwork },
    platform: platform({ dmi: { sys_vendor: 'Hetzner' } }),
  });
}

function written(system: RecordingSystem) {
  return system.effects.flatMap((effect) =>
    effect.did === 'write' && effect.path.startsWith('/run/config/')
      ? [[effect.path.replace('/run/config/', ''), effect.content, effect.mode?.toString(8)]]
      : [],
  );
}

describe('what a machine learns', () => {
  it('is left where k3OS had it, and nobody else reads secrets', async () => {
    const system = machine({ metadata: metadata(1), userdata });

    expect(await run(system)).toMatchObject({
      source: 'hetzner',
      isRemembered: false,
      failures: [],
    });

    expect(written(system)).toEqual([
      ['provider', 'Hetzner', '644'],
      ['userdata', userdata, '600'],
      ['hostname', 'hz-1', '644'],
      ['instance_id', '1', '644'],
      ['ssh/authorized_keys', `${key}\n`, '600'],
    ]);
    expect(system.files.status(kept)?.mode).toBe(0o600);
  });

  it('counts when the service is away later', async () => {
    const before = machine({ metadata: metadata(1), userdata });
    await run(before);
    const system = machine({}, { [kept]: before.text(kept) ?? '' });

    expect(await run(system)).toMatchObject({
      ...{ source: 'hetzner', isRemembered: true },
      failures: [expect.stringMatching(/^hetzner: .* does not answer: connect EHOSTUNREACH$/)],
    });

    expect(written(system)).toEqual(written(before));
  });

  it.each([
    { what: 'a gateway', subnet: 'address: 192.0.2.30/24, gateway: 192.0.2.1', waits: false },
    { what: 'an address beside DHCP', subnet: 'address: 192.0.2.30/24', waits: true },
  ])(
    'is asked for at a later start without waiting for a network, or not: $what',
    async ({ subnet, waits }) => {
      const network = `{version: 1, config: [{type: physical, name: eth0, subnets: [{type: static, ${subnet}}]}]}`;
      const answers = { metadata: `${metadata(1)}network-config: ${network}\n`, userdata };
      const before = machine(answers);
      await run(before);
      const system = machine(answers, { [kept]: before.text(kept) ?? '' });
      let hasWaited = false;

      await run(system, ['hetzner'], access(), async () => {
        hasWaited = true;
      });

      expect(hasWaited).toBe(waits);
    },
  );

  const cidata = { volumes: [volume({ device: '/dev/sr0', label: 'cidata' })] };
  const cd = (content = userdata, more = {}) =>
    access({ platform: cidata, trees: { '/dev/sr0': { 'user-data': content, ...more } } });
  const addresses = 'version: 2\nethernets: {eth0: {addresses: [10.1.2.3/24]}}\n';

  it.each([
    { what: 'whoever gave the user-data', wanted: ['hetzner', 'cdrom'], given: userdata },
    { what: 'whoever knows the machine', wanted: ['cdrom', 'hetzner'], given: undefined },
  ])('stays when $what is away, and another one is there', async ({ wanted, given }) => {
    const before = machine({ metadata: metadata(1), userdata: given ?? '' });
    await run(before, wanted, given === undefined ? cd() : access());
    const system = machine({}, { [kept]: before.text(kept) ?? '' });

    expect(await run(system, wanted, cd('hostname: other\n'))).toMatchObject({
      isRemembered: true,
      failures: [expect.stringMatching(/^hetzner: /)],
    });

    expect(written(system)).toEqual(written(before));
    expect(system.text(kept)).toBe(before.text(kept));
  });

  it('counts no more when its source is taken out of the configuration', async () => {
    const before = machine({ metadata: metadata(1), userdata });
    await run(before);
    const system = machine({}, { [kept]: before.text(kept) ?? '' });

    expect(await run(system, ['vultr'])).toMatchObject({
      isRemembered: false,
      notices: ['what hetzner said earlier counts no more: k3os.data_sources does not name it'],
    });

    expect(written(system)).toEqual([]);
  });

  it('does not come from a medium that is put in later, unless a person wants another machine', async () => {
    const before = machine({});
    const auto = (system: RecordingSystem, medium: ReturnType<typeof access>) =>
      learn({
        ...{ system, wanted: ['auto'], media: medium.media, machineId: 'm', random: () => 0 },
        ...{ isInstalled: true, networkUp: nothing, applyNetwork: nothing },
        platform: platform(cidata),
      });
    await auto(before, cd());
    const other = cd('hostname: other\n');

    expect(await auto(before, other)).toMatchObject({ isRemembered: true, failures: [] });
    expect(before.text('/run/config/userdata')).toBe(userdata);
    allowChange(before.files);
    await auto(before, other);

    expect(before.text('/run/config/userdata')).toBe('hostname: other\n');
  });

  it('is nothing, and no failure, where auto finds nobody', async () => {
    const outcome = await learn({
      ...{ system: machine({}), wanted: ['auto'], media: access().media, machineId: 'm' },
      ...{ random: () => 0, isInstalled: true, networkUp: nothing, applyNetwork: nothing },
      platform: platform(),
    });

    expect(outcome).toEqual({ isRemembered: false, failures: [], notices: [], paths: [] });
  });

  it('is there for this start, and told to who waits for it, where it cannot be kept', async () => {
    const system = machine({ metadata: metadata(1), userdata });
    const full = () => {
      throw new Error('no space left on device');
    };
    const write = system.files.writeAtomically;
    Object.assign(system.files, {
      writeAtomically: (...given: Parameters<typeof write>) =>
        given[0] === kept ? full() : write(...given),
    });

    const { notices } = await run(system);

    expect(notices).toEqual(['what was learned could not be kept: no space left on device']);
    expect(system.text('/run/config/userdata')).toBe(userdata);
  });

  it('stays but for its addresses when the disk is a copy in a cloud that gives them', async () => {
    const at = (address: string) =>
      `network-config: {version: 1, config: [{type: physical, name: eth0, subnets: [{type: static, address: ${address}/24, gateway: 192.0.2.1}]}]}\n`;
    const before = machine({ metadata: `${metadata(1)}${at('192.0.2.30')}`, userdata });
    await run(before);
    const system = machine(
      { metadata: `${metadata(2)}${at('192.0.2.31')}`, userdata: 'hostname: new\n' },
      { [kept]: before.text(kept) ?? '' },
    );

    await run(system);

    expect(system.text('/run/config/interfaces.yaml')).toContain('192.0.2.31/24');
    expect(system.text('/run/config/instance_id')).toBe('1');
    expect(system.text('/run/config/userdata')).toBe(userdata);
    expect(JSON.parse(system.text(kept) ?? '')).toMatchObject({ instanceId: '1' });
  });

  it('stays when the service takes it for another machine, and that is said', async () => {
    const before = machine({ metadata: metadata(1), userdata });
    await run(before);
    const system = machine(
      { metadata: metadata(2), userdata },
      { [kept]: before.text(kept) ?? '' },
    );

    const { notices } = await run(system);

    expect(notices).toEqual([
      expect.stringMatching(
        /^this is another machine by hetzner: 2, until now 1; .* stays; .* adopt/,
      ),
    ]);
    expect(written(system)).toEqual(written(before));
    expect(system.effects).not.toContainEqual(expect.objectContaining({ path: kept }));
  });

  it('is that of the other machine once a person wants it, and not before that has answered', async () => {
    const before = machine({ metadata: metadata(1), userdata });
    await run(before);
    allowChange(before.files);
    const away = machine({}, { [kept]: before.text(kept) ?? '' });
    const system = machine(
      { metadata: metadata(2), userdata },
      { [kept]: before.text(kept) ?? '' },
    );

    expect(await run(away)).toMatchObject({ isRemembered: true });
    expect(away.text('/run/config/instance_id')).toBe('1');
    expect(await run(system)).toMatchObject({
      notices: [expect.stringMatching(/2, until now 1; host name, keys and user-data are those/)],
    });
    expect(system.text('/run/config/instance_id')).toBe('2');
    expect(system.text(kept)).not.toContain('mayChange');
  });

  it('is that of the other machine where somebody has put another medium in', async () => {
    const medium = { volumes: [volume({ device: '/dev/sr0', label: 'cidata' })] };
    const drive = (id: number) =>
      access({
        platform: medium,
        trees: { '/dev/sr0': { 'meta-data': `instance-id: i-${id}\n`, 'user-data': userdata } },
      });
    const before = machine({});
    await run(before, ['nocloud'], drive(1));
    const system = machine({}, { [kept]: before.text(kept) ?? '' });

    const { notices } = await run(system, ['nocloud'], drive(2));

    expect(notices).toEqual([
      expect.stringMatching(/^this is another machine by nocloud: i-2, until now i-1; .* new one/),
    ]);
    expect(system.text('/run/config/instance_id')).toBe('i-2');
  });

  it('is told to Azure, which waits for that, whatever the machine says of itself', async () => {
    const sent: string[] = [];
    const goal =
      '<GoalState><Incarnation>1</Incarnation><Container><ContainerId>c</ContainerId><RoleInstanceList><RoleInstance><InstanceId>i</InstanceId></RoleInstance></RoleInstanceList></Container></GoalState>';
    const system = recordingSystem({
      async direct(url, { method = 'GET' }) {
        sent.push(`${method} ${url}`);
        const body = url.includes('goalstate') ? goal : JSON.stringify({ compute: { vmId: 'v' } });
        return { status: 200, headers: {}, body: Buffer.from(body) };
      },
    });

    expect(await run(system, ['azure'])).toMatchObject({ source: 'azure', notices: [] });

    expect(sent.at(-1)).toBe('POST http://168.63.129.16/machine?comp=health');
  });

  it('is not written to the disk again when it is the same', async () => {
    const before = machine({ metadata: metadata(1), userdata });
    await run(before);
    const system = machine(
      { metadata: metadata(1), userdata },
      { [kept]: before.text(kept) ?? '' },
    );

    await run(system);

    expect(system.effects).not.toContainEqual(expect.objectContaining({ path: kept }));
  });

  it('replaces what an earlier run of this boot has learned', async () => {
    const answers: Record<string, string | undefined> = { metadata: metadata(1), userdata };
    const system = machine(answers);
    await run(system);
    Object.assign(answers, { metadata: 'hostname: hz-2\ninstance-id: 1\n' });

    await run(system);

    expect(system.text('/run/config/hostname')).toBe('hz-2');
    expect(system.text('/run/config/ssh/authorized_keys')).toBeUndefined();
    expect(readOutcome(system.files)?.paths).toEqual(
      ['provider', 'userdata', 'hostname', 'instance_id'].map((name) => `/run/config/${name}`),
    );
  });

  it('has its addresses at once where a medium says them, so that others can be asked', async () => {
    const up = Promise.withResolvers<void>();
    const system = machine({ metadata: metadata(1), userdata });
    const seen: (string | undefined)[] = [];
    const applyNetwork = async () => {
      seen.push(system.text('/run/config/interfaces.yaml'));
      up.resolve();
    };
    const medium = cd('', { 'meta-data': 'instance-id: i-1\n', 'network-config': addresses });

    const outcome = await run(
      system,
      ['nocloud', 'url=http://cfg/userdata'],
      medium,
      () => up.promise,
      applyNetwork,
    );

    expect(outcome).toMatchObject({ source: 'url', failures: [] });
    expect(seen).toEqual([expect.stringContaining('10.1.2.3/24')]);
    expect(system.text('/run/config/userdata')).toBe(userdata);
    expect(system.text('/run/config/interfaces.yaml')).toContain('10.1.2.3/24');
  });

  it('keeps the addresses of a medium that says nothing else of the machine', async () => {
    const system = machine({ userdata });
    const medium = cd(userdata, { 'network-config': addresses });

    await run(system, ['url=http://cfg/userdata', 'nocloud'], medium);

    expect(system.text('/run/config/provider')).toBe('url');
    expect(system.text('/run/config/interfaces.yaml')).toContain('10.1.2.3/24');
  });

  it('takes new user-data where the network could never be read', async () => {
    const broken = { 'network-config': '\t{' };
    const system = machine({});
    await run(system, ['nocloud'], cd(userdata, broken));

    const outcome = await run(system, ['nocloud'], cd('hostname: new\n', broken));

    expect(outcome.isRemembered).toBe(false);
    expect(system.text('/run/config/userdata')).toBe('hostname: new\n');
  });

  it('counts no more from one that only knew the machine, when it is taken out of the list', async () => {
    const before = machine({ metadata: metadata(1), userdata: '' });
    await run(before, ['hetzner', 'cdrom'], cd());
    const system = machine({}, { [kept]: before.text(kept) ?? '' });

    expect(await run(system, ['cdrom'], cd('hostname: other\n'))).toMatchObject({
      ...{ source: 'cdrom', isRemembered: false },
      notices: ['what hetzner said earlier counts no more: k3os.data_sources does not name it'],
    });
    expect(system.text('/run/config/userdata')).toBe('hostname: other\n');
  });

  it('asks nobody where nobody looks any more at the medium that it has learned from', async () => {
    const medium = cd(userdata, { 'network-config': addresses });
    const settings = { media: medium.media, machineId: 'm', random: () => 0, isInstalled: true };
    const asked: string[] = [];
    const start = (system: RecordingSystem) =>
      learn({
        ...{
          ...settings,
          system,
          platform: platform(cidata),
          wanted: ['auto', 'url=http://cfg/a'],
        },
        ...{ applyNetwork: nothing, networkUp: async () => void asked.push('network') },
      });
    const before = machine({});
    await start(before);
    asked.length = 0;
    const system = machine({}, { [kept]: before.text(kept) ?? '' });

    expect(await start(system)).toMatchObject({ isRemembered: true, failures: [] });
    expect(asked).toEqual([]);
  });

  it('stays as it was where a part of what was said cannot be read any more', async () => {
    const system = machine({});
    await run(system, ['nocloud'], cd(userdata, { 'network-config': addresses }));

    const outcome = await run(
      system,
      ['nocloud'],
      cd('hostname: new\n', { 'network-config': '\t{' }),
    );

    expect(outcome).toMatchObject({
      isRemembered: true,
      notices: [
        expect.stringMatching(/^network-config .*: left out$/),
        'all that was learned until now stays',
      ],
    });
    expect(system.text('/run/config/interfaces.yaml')).toContain('10.1.2.3/24');
    expect(system.text('/run/config/userdata')).toBe(userdata);
  });

  it('is nothing where nobody answers, and that is told with the reasons', async () => {
    const outcome = await run(machine({}), ['hetzner', 'nimbus']);

    expect(outcome).toMatchObject({ isRemembered: false, paths: [] });
    expect(outcome.source).toBeUndefined();
    expect(outcome.failures).toEqual([
      'nimbus: is no data source',
      expect.stringMatching(
        /^hetzner: http:\/\/169\.254\.169\.254\/hetzner\/v1\/metadata does not/,
      ),
    ]);
  });
});
