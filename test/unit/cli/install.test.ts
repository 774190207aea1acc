import { describe, expect, it } from 'vitest';
import { install } from '../../../src/cli/install.ts';
import { exitCodes, UsageError } from '../../../src/errors.ts';
import { answers } from '../../support/answers.ts';
import { type InputGiven, runCommand } from '../../support/command-input.ts';
import { lsblkListing } from '../../support/disks.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const configured = 'k3os: {password: rancher, install: {disk: {serial: S2}, no_format: true}}\n';

function node(config = configured) {
  return recordingSystem({
    files: { '/k3os/system/config.yaml': config, '/run/k3os/mode': 'live\n' },
    programs: {
      lsblk: {
        stdout: lsblkListing(
          { name: 'vda', serial: 'S1' },
          { name: 'vdb', serial: 'S2', ro: true },
        ),
      },
      realpath: ([, , path]) => ({ stdout: `${path}\n` }),
    },
  });
}

async function run(given: InputGiven): Promise<string> {
  return runCommand(install, { system: node(), ...given }).then(
    ({ printed }) => printed,
    (error: Error) => error.message,
  );
}

describe('k3os install', () => {
  it('shows the disks and which can be installed to', async () => {
    const system = node('hostname: a\n');

    const { printed, exitCode } = await runCommand(install, { system, options: { disks: true } });

    expect(exitCode).toBe(exitCodes.ok);
    expect(printed.split('\n')).toEqual([
      '  /dev/vda  64 GB  ssd  -  S1  can be installed to',
      '  /dev/vdb  64 GB  ssd  -  S2  can only be read',
    ]);
  });

  it.each([
    {
      given: 'the disk of the configuration',
      options: {},
      args: [],
      says: /vdb .*can only be read/,
    },
    {
      given: 'the disk that is named, before the configured',
      options: {},
      args: ['/dev/vda'],
      says: /vda: it has no ext4 file system labelled K3OS_STATE/,
    },
    {
      given: 'the configuration that is named',
      options: { config: '/none.yaml', force: true, mbr: true },
      args: ['/dev/vdb'],
      says: /vdb: it can only be read/,
    },
  ])('takes $given', async ({ options, args, says }) => {
    expect(await run({ options: { yes: true, ...options }, args })).toMatch(says);
  });

  it('asks nobody where the configuration says silent', async () => {
    const silent = node('k3os: {password: rancher, install: {silent: true, device: /dev/vdb}}\n');

    expect(await run({ system: silent, asker: answers() })).toMatch(/vdb: it can only be read/);
  });

  it.each([
    {
      flaw: 'nobody can be asked',
      given: {},
      says: /nobody to ask here: name the disk and --config, and say --yes/,
    },
    {
      flaw: 'another root is meant',
      given: { system: recordingSystem({ live: false }) },
      says: /--root has no meaning/,
    },
  ])('is refused when $flaw', async ({ given, says }) => {
    const said = runCommand(install, { system: node(), ...given });

    await expect(said).rejects.toThrow(UsageError);
    await expect(said).rejects.toThrow(says);
  });

  it.each([
    { said: {}, missing: '--root-from ISO and --config FILE' },
    { said: { rootFrom: 'k3os.iso' }, missing: '--config FILE' },
    { said: { config: 'node.yaml' }, missing: '--root-from ISO' },
  ])('asks for $missing on another Linux', async ({ said, missing }) => {
    const options = { yes: true, ...said };
    const system = recordingSystem({});

    await expect(runCommand(install, { system, options })).rejects.toThrow(
      `has to be told what to install: ${missing} (URL or path)`,
    );
  });

  it('takes over another Linux only', async () => {
    const options = { takeover: true, yes: true };

    expect(await run({ options })).toMatch(/this system is k3os already/);
  });

  it('takes paths from where the person is', async () => {
    const system = node('hostname: a\n');
    const options = { yes: true, config: 'none.yaml', iso: 'none.iso' };

    expect(await run({ system, options, args: ['/dev/vda'] })).toBe(
      `cannot read ${process.cwd()}/none.yaml: there is no such file`,
    );
  });

  it('asks whoever sits at the terminal', async () => {
    const asker = answers('vda', 'URL', '/none.yaml');

    const said = await run({ system: node('hostname: a\n'), asker });

    expect(said).toMatch(/cannot read \/none\.yaml/);
    expect(asker.asked).toEqual([
      'Which disk? All that is on it will be lost.',
      'Where is the configuration of the new system?',
      'URL or path, #SHA256 may follow',
    ]);
  });
});
