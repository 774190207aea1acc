import { describe, expect, it } from 'vitest';
import { caCerts } from '../../../src/appliers/ca-certs.ts';
import { dataSources } from '../../../src/appliers/data-sources.ts';
import { mounts } from '../../../src/appliers/mounts.ts';
import { powerState } from '../../../src/appliers/power-state.ts';
import { swap } from '../../../src/appliers/swap.ts';
import { timezone } from '../../../src/appliers/timezone.ts';
import { certificate } from './certificate.ts';
import { does, type Given, planOf, written } from './planned.ts';

const zone = '/usr/share/zoneinfo/Europe/Berlin';
const berlin = { timezone: 'Europe/Berlin' };

describe('timezone', () => {
  it.each<Given & { when: string; done: string[]; problems?: number }>([
    { when: 'none is configured', done: [] },
    {
      when: 'it is new',
      wanted: berlin,
      files: { [zone]: 'TZif' },
      done: [`/etc/localtime -> ${zone}`, 'write /etc/timezone'],
    },
    {
      when: 'it is so',
      wanted: berlin,
      files: {
        [zone]: 'TZif',
        '/etc/localtime': { target: zone },
        '/etc/timezone': 'Europe/Berlin\n',
      },
      done: [],
    },
    { when: 'nobody knows it', wanted: { timezone: 'Mars/Base' }, done: [], problems: 1 },
    {
      when: 'it is a region',
      wanted: { timezone: 'Europe' },
      files: { '/usr/share/zoneinfo/Europe': { kind: 'directory' } },
      done: [],
      problems: 1,
    },
  ])('does $done when $when', ({ done, problems = 0, ...given }) => {
    const plan = planOf(timezone, given);

    expect(does(plan)).toEqual(done);
    expect(plan.problems ?? []).toHaveLength(problems);
  });
});

const folder = '/usr/local/share/ca-certificates';
const update = 'update-ca-certificates';
const renew = 'update-ca-certificates --fresh';
const trusted = { caCerts: { trusted: [certificate] } };

describe('ca_certs', () => {
  it.each<Given & { when: string; done: string[] }>([
    { when: 'none are configured', done: [] },
    { when: 'one is new', wanted: trusted, done: [`write ${folder}/k3os-1.crt`, update] },
    {
      when: 'the file is there from an earlier boot',
      wanted: trusted,
      trees: { [folder]: { 'k3os-1.crt': certificate } },
      done: [update],
    },
    {
      when: 'it is configured no more, and a person has one too',
      trees: { [folder]: { 'k3os-1.crt': certificate, 'ours.crt': certificate } },
      done: [`remove ${folder}/k3os-1.crt`, renew],
    },
    {
      when: 'no others are to be trusted',
      wanted: { caCerts: { removeDefaults: true } },
      done: ['write /etc/ca-certificates.conf', renew],
    },
  ])('do $done when $when', ({ done, ...given }) => {
    expect(does(planOf(caCerts, given))).toEqual(done);
  });

  it('update nothing twice in a boot', () => {
    const record = planOf(caCerts, { wanted: trusted }).actions.at(-1)?.record;
    const ledger = new Map([[record?.key ?? '', record?.value ?? '']]);
    const trees = { [folder]: { 'k3os-1.crt': certificate } };

    expect(does(planOf(caCerts, { wanted: trusted, ledger, trees }))).toEqual([]);
  });

  it.each([
    { when: 'it is text', text: 'not a certificate' },
    { when: 'it is cut', text: certificate.replace(/\n.*\n-----END/, '\n-----END') },
    { when: 'it is a key', text: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' },
  ])('leave an entry out and say which when $when', ({ text }) => {
    const wanted = { caCerts: { trusted: [certificate, text] } };
    const plan = planOf(caCerts, { wanted });

    expect(does(plan)).toEqual([`write ${folder}/k3os-1.crt`, update]);
    expect(plan.problems).toEqual(['ca_certs.trusted: entry 2 is no PEM certificate']);
  });
});

const meminfo = { '/proc/meminfo': 'MemTotal:        2048000 kB\n' };
const make = (size: number) => [
  'write /var/swapfile.new',
  `fallocate --length ${size} /var/swapfile.new`,
  'mkswap /var/swapfile.new',
  'mv /var/swapfile.new /var/swapfile',
  'swapon /var/swapfile',
];

describe('swap', () => {
  it.each<Given & { when: string; done: string[] }>([
    { when: 'none is configured', done: [] },
    { when: 'the file is new', wanted: { swap: { size: '1M' } }, done: make(1_048_576) },
    {
      when: 'it was made earlier',
      wanted: { swap: { size: '1M' } },
      files: { '/var/swapfile': { size: 1_048_576 } },
      done: ['swapon /var/swapfile'],
    },
    {
      when: 'its size changed',
      wanted: { swap: { size: '1M' } },
      files: { '/var/swapfile': { size: 4096 } },
      done: ['remove /var/swapfile', ...make(1_048_576)],
    },
    {
      when: 'power failed before it was swap',
      wanted: { swap: { size: '1M' } },
      files: { '/var/swapfile.new': { size: 1_048_576 } },
      done: make(1_048_576),
    },
    {
      when: 'the system is below a directory',
      live: false,
      wanted: { swap: { size: '1M' } },
      done: [],
    },
    {
      when: 'it is in use',
      wanted: { swap: { size: '1M' } },
      files: { '/proc/swaps': 'Filename Type\n/var/swapfile   file  1024 0 -2\n' },
      done: [],
    },
    {
      when: 'its size follows the memory',
      wanted: { swap: { size: 'auto' } },
      files: meminfo,
      done: make(2_097_152_000),
    },
    {
      when: 'that has a limit',
      wanted: { swap: { size: 'auto', maxsize: '1G' } },
      files: meminfo,
      done: make(1_073_741_824),
    },
    { when: 'it is nothing', wanted: { swap: { size: '0' } }, done: [] },
    { when: 'the memory is a host’s', mode: 'sandbox', wanted: { swap: { size: '1M' } }, done: [] },
  ])('does $done when $when', ({ done, ...given }) => {
    expect(does(planOf(swap, given))).toEqual(done);
  });

  it('takes no place of a device or a folder', () => {
    const wanted = { swap: { filename: '/dev/sdb', size: '1M' } };
    const plan = planOf(swap, { wanted, files: { '/dev/sdb': { kind: 'other' } } });

    expect(plan.actions).toEqual([]);
    expect(plan.problems).toEqual(['swap: /dev/sdb is there and no regular file']);
  });

  it('is for root only from the first byte', () => {
    expect(planOf(swap, { wanted: { swap: { size: '1M' } } }).actions[0]).toMatchObject({
      mode: 0o600,
      content: '',
    });
  });
});

const disk = { mounts: [['sdb1', '/var/data', 'ext4']] };
const sdb1 = { '/dev/sdb1': { kind: 'other' as const } };
const mountinfo = { '/proc/self/mountinfo': '36 22 8:1 / /var/data rw - ext4 /dev/sdb1 rw\n' };
const block = '# k3os begin: changes below are overwritten, edit the configuration instead\n';

describe('mounts', () => {
  it('writes cloud-init’s defaults into the table, after what is there', () => {
    const plan = planOf(mounts, { wanted: disk, files: { '/etc/fstab': '# shipped\n' } });

    expect(written(plan, '/etc/fstab')).toBe(
      `# shipped\n${block}/dev/sdb1 /var/data ext4 defaults,nofail 0 2\n# k3os end\n`,
    );
  });

  const mountIt = ['directory /var/data', 'mount /var/data'];
  it.each<Given & { when: string; done: string[] }>([
    { when: 'nothing is configured', done: [] },
    {
      when: 'the disk is there',
      wanted: disk,
      files: sdb1,
      done: ['write /etc/fstab', ...mountIt],
    },
    { when: 'the disk comes later', wanted: disk, done: ['write /etc/fstab'] },
    {
      when: 'it never came and may fail',
      phase: 'runtime',
      wanted: disk,
      done: ['write /etc/fstab'],
    },
    {
      when: 'it never came and must not fail',
      phase: 'runtime',
      wanted: { mounts: [['/dev/sdb1', '/var/data', 'ext4', 'defaults']] },
      done: ['write /etc/fstab', ...mountIt],
    },
    {
      when: 'it is a share and there is no network yet',
      wanted: { mounts: [['nas:/a', '/var/data', 'nfs']] },
      done: ['write /etc/fstab'],
    },
    {
      when: 'there is now',
      phase: 'runtime',
      wanted: { mounts: [['nas:/a', '/var/data', 'nfs']] },
      done: ['write /etc/fstab', ...mountIt],
    },
    {
      when: 'nobody shall mount it',
      wanted: { mounts: [['/dev/sdb1', '/var/data', 'ext4', 'noauto']] },
      files: sdb1,
      done: ['write /etc/fstab'],
    },
    {
      when: 'it is mounted',
      wanted: disk,
      files: {
        ...sdb1,
        ...mountinfo,
        '/etc/fstab': `${block}/dev/sdb1 /var/data ext4 defaults,nofail 0 2\n# k3os end\n`,
      },
      done: [],
    },
    {
      when: 'it is configured no more',
      files: { '/etc/fstab': `a\n${block}b\n# k3os end\n` },
      done: ['write /etc/fstab'],
    },
  ])('does $done when $when', ({ done, ...given }) => {
    expect(does(planOf(mounts, given))).toEqual(done);
  });

  it.each(['/var/lib/rancher/k3s', '/home/rancher/data', '/usr/local/x', '/mnt'])(
    'takes %s',
    (point) => {
      const plan = planOf(mounts, { wanted: { mounts: [['sdb1', point]] }, phase: 'runtime' });

      expect(plan.problems).toEqual([]);
      expect(written(plan, '/etc/fstab')).toContain(`/dev/sdb1 ${point} auto `);
    },
  );

  it.each([
    ['sdb1', '/'],
    ['sdb1', '/etc'],
    ['sdb1', '/var/../usr/x'],
    ['sdb1', '/home'],
    ['sdb1', '/home/rancher'],
    ['sdb1', '/home/rancher/.ssh'],
    ['sdb1', '/var'],
    ['sdb1', '/var/lib/rancher/'],
    ['sdb1', '/var/lib/rancher/k3os/config.d'],
    ['sdb1', 'none', 'swap'],
    ['-o', '/var/data'],
    ['sdb1', '/var/data', 'ext4', 'rw\n/dev/sda / ext4'],
  ])('refuses [%s, %s, %s]', (...fields) => {
    const plan = planOf(mounts, { wanted: { mounts: [fields] }, files: { '/etc/fstab': '' } });

    expect(plan.actions.filter(({ kind }) => kind !== 'write')).toEqual([]);
    expect(written(plan, '/etc/fstab') ?? '').toBe('');
    expect(plan.problems).toHaveLength(1);
  });
});

const done = '/var/lib/rancher/k3os/power-state';

describe('power_state', () => {
  it('marks itself done before it acts, waits for the report, and leaves the config out of the script', () => {
    const wanted = { powerState: { mode: 'reboot', delay: '+2', condition: 'test -e /x; "$(' } };
    const plan = planOf(powerState, { wanted, phase: 'runtime' });
    const [, action] = plan.actions;
    const argv = action?.kind === 'run' ? action.argv : [];

    expect(plan.actions.map(({ kind }) => kind)).toEqual(['write', 'run']);
    expect(powerState.actions).toBe('in-order');
    expect(argv.slice(4)).toEqual(['120', 'reboot', 'test -e /x; "$(']);
    expect(argv[2]).not.toContain('/x');
  });

  it('happens once, not at every boot', () => {
    const wanted = { powerState: { mode: 'reboot' } };
    const marker = written(planOf(powerState, { wanted }), done) ?? '';

    expect(does(planOf(powerState, { wanted, files: { [done]: marker } }))).toEqual([]);
  });

  it.each<Given & { when: string }>([
    { when: 'nothing is configured' },
    {
      when: 'its condition is false',
      wanted: { powerState: { mode: 'halt', condition: 'false' } },
    },
    {
      when: 'the root is not the running system',
      live: false,
      wanted: { powerState: { mode: 'halt' } },
    },
  ])('does nothing when $when', (given) => {
    expect(does(planOf(powerState, given))).toEqual([]);
  });
});

const settings = '/etc/conf.d/cloud-config';
const service = '/etc/init.d/cloud-config';
const enabled = '/etc/runlevels/boot/cloud-config';
const withService = { [service]: '#!/sbin/openrc-run\n' };

describe('data_sources', () => {
  it.each<Given & { when: string; done: string[] }>([
    { when: 'none are configured', done: [] },
    {
      when: 'some are',
      wanted: { k3os: { dataSources: ['aws', 'cdrom'] } },
      files: withService,
      done: [`write ${settings}`, `${enabled} -> ${service}`],
    },
    {
      when: 'none are any more',
      files: { [settings]: 'x', [enabled]: { target: service } },
      done: [`remove ${settings}`, `remove ${enabled}`],
    },
    { when: 'nobody reads them', wanted: { k3os: { dataSources: ['aws'] } }, done: [] },
  ])('does $done when $when', ({ done: expected, ...given }) => {
    expect(does(planOf(dataSources, given))).toEqual(expected);
  });

  it('are written as k3OS did', () => {
    const wanted = { k3os: { dataSources: ['aws', 'cdrom'] } };

    expect(written(planOf(dataSources, { wanted, files: withService }), settings)).toBe(
      'command_args="aws cdrom"\n',
    );
  });

  it.each([
    { when: 'it is new', files: withService },
    {
      when: 'others could read it',
      files: { ...withService, [settings]: 'command_args="aws"\n' },
    },
  ])('are for root alone, since a URL may hold a password: $when', ({ files }) => {
    const wanted = { k3os: { dataSources: ['aws', 'url=https://al:canary@h/'] } };
    const { actions } = planOf(dataSources, { wanted, files });

    expect(actions.find(({ kind }) => kind === 'write')).toMatchObject({
      path: settings,
      mode: 0o600,
      secret: true,
    });
  });
});
