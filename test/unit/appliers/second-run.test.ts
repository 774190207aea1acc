import { describe, expect, it } from 'vitest';
import type { LoadedConfig } from '../../../src/config/load.ts';
import type { NodeConfig } from '../../../src/config/schema.ts';
import { readFacts } from '../../../src/facts/read.ts';
import type { PhaseName } from '../../../src/phase-names.ts';
import { phases } from '../../../src/phases.ts';
import { planPhase } from '../../../src/run/plan-phase.ts';
import { runSteps } from '../../../src/run/run-steps.ts';
import { config } from '../../support/config.ts';
import { type RecordingSystem, recordingSystem } from '../../support/recording-system.ts';
import { certificate } from './certificate.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f a@b';
const other =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB8eHRwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEA c@d';

const everything: NodeConfig = {
  hostname: 'berlin-s1',
  fqdn: 'berlin-s1.example.org',
  sshAuthorizedKeys: [key, 'github:alice'],
  writeFiles: [
    { path: '/etc/motd', content: 'hi\n' },
    {
      path: '/var/lib/app/b64',
      content: 'aGk=',
      encoding: 'b64',
      permissions: '0600',
      owner: 'rancher',
    },
    { path: '/etc/services', content: 'db 9/tcp\n', append: true },
    { path: '/opt/late', content: 'x', defer: true, owner: 'bob:staff' },
    { path: '/opt/fetched', source: { uri: 'https://files.example.org/a' } },
    { path: '/opt/twice', content: '1' },
    { path: '/opt/twice', content: '2' },
  ],
  initCmd: ['true'],
  bootCmd: ['true', 'true'],
  runCmd: ['true', 'echo hi'],
  k3os: {
    dataSources: ['aws', 'cdrom'],
    modules: ['kvm', 'fs-nfs'],
    sysctls: { 'net.ipv4.ip_forward': '1', 'kernel.printk': '4 4 1 7', 'vm.drop_caches': '1' },
    ntpServers: ['ntp.example.org'],
    dnsNameservers: ['9.9.9.9'],
    interfaces: [
      { mac: '02:00:00:00:00:0a', dhcp6: true, addresses: ['10.0.0.5/24'], gateway: ['10.0.0.1'] },
      { name: 'eth1', addresses: ['10.1.0.5/24'], nameservers: ['10.1.0.1'] },
    ],
    wifi: [{ name: 'Shop', passphrase: 'correct horse' }],
    password: 'a plain one',
    environment: { http_proxy: 'http://proxy:3128' },
  },
  sshPwauth: true,
  users: [
    { name: 'default', groups: ['docker'] },
    { name: 'bob', groups: ['staff, wheel'], sudo: ['ALL=(ALL) ALL'], sshAuthorizedKeys: [other] },
    { name: 'eve', lockPasswd: false, passwd: '$6$salt$hash', shell: '/bin/sh' },
  ],
  chpasswd: { users: [{ name: 'eve', password: '$6$other$hash', type: 'hash' }] },
  ntp: { pools: ['pool.example.org'] },
  timezone: 'Europe/Berlin',
  caCerts: { trusted: [certificate], removeDefaults: true },
  powerState: { mode: 'reboot', delay: '+1' },
  swap: { filename: '/var/swapfile', size: '1M' },
  mounts: [['sdb', '/var/data', 'ext4']],
  packages: ['vim'],
};

/** What the programs of the system do to the files that the facts are read from. */
function machine(): RecordingSystem {
  const system = recordingSystem({
    files: {
      '/proc/sys/kernel/random/boot_id': '5f0c1d6e-0000-4000-8000-000000000001\n',
      '/proc/sys/kernel/hostname': '(none)\n',
      '/proc/sys/net/ipv4/ip_forward': '0\n',
      '/proc/sys/kernel/printk': '7\t4\t1\t7\n',
      '/proc/sys/vm/drop_caches': '0\n',
      '/proc/swaps': 'Filename Type Size Used Priority\n',
      '/proc/meminfo': 'MemTotal: 1048576 kB\n',
      '/proc/self/mountinfo': '1 0 0:1 / / rw - tmpfs tmpfs rw\n',
      '/dev/sdb': { other: true },
      '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
      '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nrancher:x:1000:1000::/home/rancher:/bin/bash\n',
      '/etc/group': 'root:x:0:\nrancher:x:1000:\nstaff:x:50:\n',
      '/etc/shadow': { content: 'root:*:::::::\nrancher:!:::::::\n', mode: 0o640 },
      '/etc/services': 'ssh 22/tcp\n',
      '/etc/init.d/cloud-config': '#!/sbin/openrc-run\n',
      '/sys/class/net/eth0/address': '02:00:00:00:00:0a\n',
      '/sys/class/net/eth0/type': '1\n',
      '/sys/class/net/eth1/type': '1\n',
      '/etc/resolv.conf': { link: '/run/connman/resolv.conf' },
      '/usr/etc/environment': 'LANG="C.UTF-8"\n',
      '/usr/share/zoneinfo/Europe/Berlin': 'TZif',
    },
    web: { 'https://github.com/alice.keys': other, 'https://files.example.org/a': 'fetched' },
    programs: {
      sh: {},
      modprobe: {},
      visudo: {},
      'update-ca-certificates': {},
      mkswap: {},
      fallocate: ([, , size, path = '']) => put(path, '\0'.repeat(Number(size)), 0o600),
      swapon: ([, path = '']) => add('/proc/swaps', `${path} file 1024 0 -2\n`),
      mount: ([, point = '']) =>
        add('/proc/self/mountinfo', `2 1 8:16 / ${point} rw - ext4 /dev/sdb rw\n`),
      mv: ([, from = '', to = '']) => {
        put(to, system.text(from) ?? '', 0o440);
        system.files.remove(from);
        return {};
      },
      groupadd: (argv) => add('/etc/group', `${argv.at(-1)}:x:${next()}:\n`),
      useradd: (argv) => {
        const [name, id] = [argv.at(-1), next()];
        const shell = argv[argv.indexOf('--shell') + 1];
        add('/etc/group', `${name}:x:${id}:\n`);
        add('/etc/shadow', `${name}:!:::::::\n`);
        return add('/etc/passwd', `${name}:x:${id}:${id}::/home/${name}:${shell}\n`);
      },
      usermod: ([, , , groups = '', name = '']) => {
        const joined = groups
          .split(',')
          .reduce(
            (text, group) =>
              text.replace(new RegExp(`^(${group}:x:\\d+:)(.*)$`, 'm'), `$1$2,${name}`),
            system.text('/etc/group') ?? '',
          );
        return put('/etc/group', joined, 0o644);
      },
      chpasswd: (_argv, { stdin = '' }) => {
        const [name, hash] = stdin.trim().split(':');
        const field = hash?.startsWith('$') ? hash : '$y$made$up';
        const shadow = (system.text('/etc/shadow') ?? '').replace(
          new RegExp(`^${name}:[^:]*`, 'm'),
          () => `${name}:${field}`,
        );
        return put('/etc/shadow', shadow, 0o640);
      },
    },
  });

  let last = 1000;
  const next = () => (last += 1);
  const put = (path: string, content: string, mode: number) => {
    system.files.writeAtomically(path, content, { mode });
    return {};
  };
  const add = (path: string, line: string) => put(path, `${system.text(path) ?? ''}${line}`, 0o644);
  return system;
}

const tested = (phase: PhaseName) =>
  phases[phase].appliers.filter(({ id }) => !id.startsWith('k3s'));

async function runPhase(system: RecordingSystem, phase: PhaseName) {
  const steps = planned(system, phase);
  return await runSteps({ system, steps, onFailure: 'continue', onStep: () => undefined });
}

function planned(system: RecordingSystem, phase: PhaseName) {
  const wanted = config(everything);
  const loaded = { config: wanted, originOf: () => undefined } as unknown as LoadedConfig;
  const used = tested(phase);
  const facts = readFacts(
    system,
    used.map((applier) => applier.needs?.(wanted, phase) ?? {}),
  );
  return planPhase({ phase, appliers: used, loaded, facts });
}

describe('a whole boot', () => {
  it('does all of a configuration that uses everything, and a second run of any phase plans nothing', async () => {
    const system = machine();
    const reports = [
      ...(await runPhase(system, 'initrd')),
      ...(await runPhase(system, 'boot')),
      ...(await runPhase(system, 'runtime')),
    ];
    const failures = reports.flatMap(({ actions, problems }) => [
      ...problems,
      ...actions.flatMap(({ error }) => error ?? []),
    ]);

    expect(failures).toEqual([]);
    for (const phase of ['initrd', 'boot', 'runtime'] as const) {
      const again = planned(system, phase).filter(({ actions }) => actions.length > 0);
      expect(again.map(({ applier, actions }) => ({ applier: applier.id, actions }))).toEqual([]);
    }
  });

  it('leaves what a later boot needs, and nothing that a second boot would undo', async () => {
    const system = machine();
    await runPhase(system, 'boot');
    await runPhase(system, 'runtime');

    expect(system.text('/etc/hosts')).toContain('127.0.1.1 berlin-s1.example.org berlin-s1\n');
    expect(system.text('/etc/services')).toBe('ssh 22/tcp\ndb 9/tcp\n');
    expect(system.text('/opt/twice')).toBe('2');
    expect(system.text('/home/rancher/.ssh/authorized_keys')).toContain(other);
    expect(system.text('/home/bob/.ssh/authorized_keys')).toContain(other);
    expect(system.text('/var/lib/rancher/k3os/hostname')).toBe('berlin-s1\n');
  });

  it('keeps what a boot command made of a file that write_files gave', async () => {
    const system = machine();
    await runPhase(system, 'boot');
    system.files.writeAtomically('/etc/motd', 'changed by a command\n', { mode: 0o644 });
    await runPhase(system, 'runtime');

    expect(system.text('/etc/motd')).toBe('changed by a command\n');
  });

  it('plans nothing but a name for an empty configuration', () => {
    const system = machine();
    const loaded = { config: {}, originOf: () => undefined } as unknown as LoadedConfig;
    const used = tested('runtime');
    const facts = readFacts(
      system,
      used.map((applier) => applier.needs?.({}, 'runtime') ?? {}),
    );
    const steps = planPhase({ phase: 'runtime', appliers: used, loaded, facts });

    expect(
      steps.filter(({ actions }) => actions.length > 0).map(({ applier }) => applier.id),
    ).toEqual(['hostname']);
  });
});
