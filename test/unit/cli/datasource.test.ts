import { describe, expect, it, vi } from 'vitest';
import type { Command } from '../../../src/cli/command.ts';
import { datasource } from '../../../src/cli/datasource.ts';
import { exitCodes } from '../../../src/errors.ts';
import { runCommand } from '../../support/command-input.ts';
import { goodKey } from '../../support/good-documents.ts';
import { recordingSystem, type SystemGiven } from '../../support/recording-system.ts';

const subcommand = (name: string) =>
  (datasource.subcommands ?? []).find((each) => each.name === name) as Command;

/** A node of Hetzner's, whose service says this by the end of the address. */
function node(answers: Record<string, string> = {}, config = '', more: Partial<SystemGiven> = {}) {
  return recordingSystem({
    files: {
      '/sys/class/dmi/id/sys_vendor': 'Hetzner\n',
      '/run/k3os/mode': 'live\n',
      '/k3os/system/config.yaml': config,
      '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
      ...more.files,
    },
    programs: { blkid: { status: 2 }, ...more.programs },
    async direct(url) {
      const answer = answers[url.replace(/^.*\//, '')];
      if (answer === undefined) {
        throw new Error('no answer', { cause: new Error('connect EHOSTUNREACH') });
      }
      return { status: 200, headers: {}, body: Buffer.from(answer) };
    },
  });
}

const metadata = `hostname: hz-1\ninstance-id: 1\npublic-keys: [${goodKey}]\n`;
const userdata = 'k3os: {token: verysecret}\n';

/** As the service does it. */
function apply(system: ReturnType<typeof node>) {
  vi.stubEnv('K3OS_DATA_SOURCES', 'hetzner');
  return runCommand(subcommand('apply'), { system }).finally(() => vi.unstubAllEnvs());
}

describe('k3os datasource', () => {
  it('lists what there is, what is configured, and where the machine is', async () => {
    const system = node({}, 'k3os: {data_sources: [vultr]}\n');

    const { printed } = await runCommand(subcommand('list'), { system });

    expect(printed).toMatch(/^hetzner +this machine is there$/m);
    expect(printed).toMatch(/^vultr +configured$/m);
    expect(printed).toMatch(/^scaleway$/m);
  });

  it.each([
    { system: node(), says: 'hetzner' },
    { system: recordingSystem({ programs: { blkid: { status: 2 } } }), says: 'none' },
  ])('detects $says without a packet', async ({ system, says }) => {
    expect((await runCommand(subcommand('detect'), { system })).printed).toBe(says);
    expect(system.effects.filter(({ did }) => did === 'fetch')).toEqual([]);
  });

  it('shows what was asked and answered, and no secrets; nothing is changed', async () => {
    const system = node({ metadata, userdata });

    const { printed, exitCode } = await runCommand(subcommand('fetch'), {
      system,
      args: ['hetzner'],
    });

    expect(exitCode, printed).toBe(exitCodes.ok);
    expect(printed).toMatch(/^hetzner: has user-data: it is the one that counts \(0\.0 s\)$/m);
    expect(printed).toMatch(
      /^ {2}GET http:\/\/169\.254\.169\.254\/hetzner\/v1\/metadata: 200, \d+ bytes \(0\.0 s\)$/m,
    );
    expect(printed).toMatch(/^hostname: +hz-1$/m);
    expect(printed).toMatch(/^ssh key: +ssh-ed25519 AAAAC3Nz…UvD7Kv4a ops@example$/m);
    expect(printed).toMatch(/^user-data: +\d+ bytes$/m);
    expect(printed).not.toContain('verysecret');
    expect(system.text('/run/config/userdata')).toBeUndefined();
  });

  it('says why nobody answers', async () => {
    const { printed, exitCode } = await runCommand(subcommand('fetch'), {
      system: node(),
      args: ['hetzner'],
    });

    expect(exitCode).toBe(exitCodes.failed);
    expect(printed).toMatch(/^hetzner: .*does not answer: connect EHOSTUNREACH \(\d+\.\d s\)$/m);
  });

  it.each([
    { what: 'nothing is configured', args: [], says: 'no data source is configured' },
    { what: 'a name means nothing', args: ['nimbus'], says: 'nimbus: no data source; there are' },
  ])('says what to do where $what', async ({ args, says }) => {
    const said = await runCommand(subcommand('fetch'), { system: node(), args }).then(
      ({ warned }) => warned,
      (error: Error) => error.message,
    );

    expect(said).toContain(says);
  });

  it('leaves what it learns where the configuration is read', async () => {
    const system = node({ metadata, userdata });

    const { printed, exitCode } = await apply(system);

    expect(exitCode, printed).toBe(exitCodes.ok);
    expect(printed).toBe('k3os datasource: hetzner');
    expect(system.text('/run/config/userdata')).toBe(userdata);
  });

  it('makes the network that it learns, before anybody waits for one', async () => {
    const subnet = '{type: static, address: 192.0.2.30/24, gateway: 192.0.2.1}';
    const network = `{version: 1, config: [{type: physical, name: eth0, subnets: [${subnet}]}]}`;
    const started = ['interfaces', 'connman'].map((name) => [`/run/openrc/started/${name}`, '']);
    const system = node({ metadata: `${metadata}network-config: ${network}\n`, userdata }, '', {
      files: Object.fromEntries(started),
      programs: { '/usr/lib/k3os/interfaces': {}, 'rc-service': {} },
    });

    const { printed } = await apply(system);

    expect(printed).toMatch(/^k3os network: interfaces: write \/etc\/k3os\/interfaces/m);
    expect(system.text('/etc/k3os/interfaces')).toContain('address eth0 192.0.2.30/24 +\n');
    const ran = system.effects.flatMap((each) =>
      each.did === 'exec' ? [each.argv.join(' ')] : [],
    );
    expect(ran.slice(-2)).toEqual(['/usr/lib/k3os/interfaces apply', 'rc-service connman restart']);
  });

  it('says what of the network cannot be made, and ends all the same', async () => {
    const system = node({ metadata, userdata: 'k3os: {interfaces: [{name: eth0}]}\n' }, '', {
      files: { '/run/openrc/started/interfaces': '' },
    });

    const { printed, exitCode } = await apply(system);

    expect(exitCode).toBe(exitCodes.ok);
    expect(printed).toMatch(/^k3os network: interfaces: FAILED: .*\/usr\/lib\/k3os\/interfaces/m);
  });

  it.each([
    { when: 'no network came', status: 1, left: '' },
    { when: 'there is one', status: 0, left: undefined },
  ])(
    'tells whether somebody has waited for the network in vain: $when',
    async ({ status, left }) => {
      const system = node({ metadata, userdata }, '', {
        programs: { '/usr/lib/k3os/wait-network': { status } },
      });

      await apply(system);

      expect(system.text('/run/k3os/network-waited')).toBe(left);
    },
  );

  it('lets the next start be another machine when it is told to', async () => {
    const system = node({ metadata, userdata });
    const adopt = () => runCommand(subcommand('adopt'), { system });
    await expect(adopt()).rejects.toThrow('has learned nothing from a data source');
    await apply(system);

    const { printed } = await adopt();

    expect(printed).toBe(
      'It is 1 by hetzner. At the next start it will be what hetzner says then.',
    );
    expect(system.text('/var/lib/rancher/k3os/datasource.json')).toContain('"mayChange": true');
  });

  it('ends degraded where nobody answers, and tells it once', async () => {
    const { printed, exitCode } = await apply(node());

    expect(exitCode).toBe(exitCodes.degraded);
    const lines = printed.split('\n');
    expect(lines.filter((line) => line.includes('FAILED'))).toEqual([
      expect.stringMatching(/^k3os datasource: FAILED: hetzner: .* connect EHOSTUNREACH$/),
    ]);
    expect(lines[0]).toMatch(
      /^k3os datasource: waiting: hetzner: .*; tried again for \d+ s at most$/,
    );
  });
});
