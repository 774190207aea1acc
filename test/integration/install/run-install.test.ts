import { statSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { realSystem } from '../../../src/effects/real-system.ts';
import type { System } from '../../../src/effects/system.ts';
import { exitCodes } from '../../../src/errors.ts';
import { runInstall } from '../../../src/install/run-install.ts';
import { type InstallSettings, settingsOf } from '../../../src/install/settings.ts';
import { answers } from '../../support/answers.ts';
import { lsblkDevice, lsblkListing } from '../../support/disks.ts';
import { mountableMedium } from '../../support/install-medium.ts';
import { tempRoot } from '../../support/temp-root.ts';
import { attachPart, emptyDisk, output, withPart } from './disk-image.ts';

const login = 'k3os: {password: rancher}   # changed later\n';
let image: Awaited<ReturnType<typeof mountableMedium>>;
beforeAll(async () => {
  image = await mountableMedium();
});

const attached: string[] = [];
afterEach(() => {
  for (const device of attached.splice(0)) {
    output('losetup', '--detach', device);
  }
});

interface Machine {
  readonly file: string;
  readonly device: string;
  /** As udev would have found it. */
  contents: object;
  /** Was started from a medium of k3os. */
  readonly isNode?: boolean;
  /** A program that fails. */
  fails?: string | undefined;
}

/** A disk that is new in this machine. */
function machine(): Machine {
  const file = emptyDisk();
  const device = output('losetup', '--find', '--show', file).trim();
  attached.push(device);
  return { file, device, contents: {} };
}

/** The real machine, but for its disks, which must not be at stake here, and those of its firmware. */
function systemWith({ device, contents, isNode, fails }: Machine): System {
  const system = realSystem('/');
  const name = device.replace('/dev/', '');
  const listing = () => lsblkListing({ name, size: 4 * 1024 ** 3, ...contents });
  const status: System['files']['status'] = (path) =>
    isNode && path === '/run/k3os/mode'
      ? { kind: 'file', mode: 0o644, uid: 0, gid: 0, size: 5 }
      : system.files.status(path);
  return {
    ...system,
    files: { ...system.files, status },
    exec: async (argv, options) =>
      argv[0] === 'lsblk' || argv[0] === 'efibootmgr'
        ? { status: 0, timedOut: false, stdout: argv[0] === 'lsblk' ? listing() : '', stderr: '' }
        : system.exec(argv[0] === fails ? ['false'] : argv, options),
  };
}

async function install(
  on: Machine,
  given: Partial<InstallSettings> = {},
  more: { planOnly?: boolean; answers?: string[]; onItsOwn?: boolean } = {},
) {
  const said: string[] = [];
  const tell = (line: string) => said.push(line);
  const config = tempRoot({ '/node.yaml': login }).at('/node.yaml');
  const exitCode = await runInstall({
    system: systemWith(on),
    settings: {
      ...settingsOf(),
      isoUrl: `${image.file}#${image.sha256}`,
      device: on.device,
      configUrl: config,
      ...given,
    },
    own: {},
    ask: more.answers && answers(...more.answers),
    planOnly: more.planOnly ?? false,
    onItsOwn: more.onItsOwn ?? false,
    print: tell,
    warn: tell,
  }).catch((error: Error) => error.message);
  return { exitCode, said: said.join('\n') };
}

function onState(disk: string, command: string): string {
  return withPart(disk, 'state', (device) => output('debugfs', '-R', command, device));
}

/** Not a byte was ever written to it. */
const isUntouched = (file: string) => statSync(file).blocks === 0;

describe('k3os install', () => {
  it('installs what an ISO has with the fetched configuration, to the last byte', async () => {
    const on = { ...machine(), isNode: true };

    const { exitCode, said } = await install(on);

    expect(exitCode).toBe(exitCodes.ok);
    expect(said).toMatch(/installed to \/dev\/loop\d+; take the medium away/);
    expect(onState(on.file, 'cat /k3os/system/config.yaml')).toBe(login);
    expect(onState(on.file, 'ls -p /k3os/system/kernel/6.12.0-1-amd64')).toMatch(/vmlinuz/);
    expect(output('findmnt', '--list', '--noheadings')).not.toContain('k3os-install');
  });

  it('goes on from another Linux, which stays as it is', async () => {
    const { said } = await install(machine());

    expect(said).toMatch(/installed to \/dev\/loop\d+; this system is as it was; have the machine/);
  });

  it('shows a plan and touches nothing', async () => {
    const on = machine();

    const { exitCode, said } = await install(on, {}, { planOnly: true });

    expect(exitCode).toBe(exitCodes.ok);
    expect(said).toMatch(/^disk {5}\/dev\/loop\d+, 4\.3 GB/m);
    expect(said).toMatch(/ 1\. clear the boot sector: ALL DATA/);
    expect(isUntouched(on.file)).toBe(true);
  });

  it.each([
    {
      when: 'nobody can log in',
      given: { configUrl: undefined },
      says: /nobody can log in/,
      exitCode: exitCodes.invalidConfig,
    },
    {
      when: 'the ISO is not the one that is meant',
      given: { isoUrl: 'ISO#other' },
      says: /sha256 is [0-9a-f]{64}, not 0{64}/,
    },
    {
      when: 'no digest of the ISO is known',
      given: { isoUrl: 'ISO' },
      says: /no digest is known for .*: give it as URL#SHA256/,
    },
    {
      when: 'the ISO is not there',
      given: { isoUrl: `/nowhere.iso#${'0'.repeat(64)}` },
      says: /cannot read \/nowhere\.iso/,
    },
    {
      when: 'the configuration is not there',
      given: { configUrl: '/nowhere.yaml' },
      says: /cannot read \/nowhere\.yaml: there is no such file/,
    },
    {
      when: 'there is no such disk',
      given: { device: '/dev/none' },
      says: /cannot install to \/dev\/none: there is no such device/,
    },
  ])('touches nothing when $when', async ({ given, says, exitCode = undefined }) => {
    const on = machine();
    const { isoUrl } = { isoUrl: undefined, ...given };
    const iso = isoUrl?.replace('ISO', image.file).replace('other', '0'.repeat(64));

    const { exitCode: status, said } = await install(on, {
      ...given,
      ...(iso === undefined ? {} : { isoUrl: iso }),
    });

    expect(exitCode === undefined ? status : said).toMatch(says);
    expect(isUntouched(on.file)).toBe(true);
    expect(output('findmnt', '--list', '--noheadings')).not.toContain('k3os-install');
  });

  it('touches nothing when the person before it does not type the name of the disk', async () => {
    const on = machine();

    const { exitCode } = await install(on, {}, { answers: ['yes'] });

    expect(exitCode).toBe('stopped, nothing was changed');
    expect(isUntouched(on.file)).toBe(true);
  });

  it('asks a person for everything that is not said', async () => {
    const on = machine();
    const name = on.device.replace('/dev/', '');
    const given = ['/dev/loop', 'questions', 'web-1', 'alice', '', '', 'first', '', name];

    const { exitCode, said } = await install(
      on,
      { device: undefined, configUrl: undefined },
      { answers: given },
    );

    expect(exitCode).toBe(exitCodes.ok);
    expect(said).toMatch(/^configuration\n {4}hostname: web-1\n/m);
    expect(onState(on.file, 'cat /k3os/system/config.yaml')).toBe(
      'hostname: web-1\nk3os: {}\nssh_authorized_keys:\n- github:alice\n',
    );
  });

  it('does not install again over what it has installed, unless told to', async () => {
    const on = machine();
    await install(on);
    on.contents = installedOn(on);

    const again = await install(on);

    expect(again.exitCode).toMatch(/it holds an installed k3os \(K3OS_STATE\)/);
    expect(await install(on, { force: true })).toMatchObject({ exitCode: exitCodes.ok });
  });

  it('does not install on its own to what was installed and never started, also when it may', async () => {
    const on = machine();
    await install(on);
    const state = attachPart(on.file, 'state');
    attached.push(state);
    on.contents = installedOn(on, state.replace('/dev/', ''));
    const again = () => install(on, { force: true }, { onItsOwn: true, planOnly: true });

    expect((await again()).exitCode).toMatch(/^\/dev\/loop\d+ has been installed to, and nothing/);
    output('debugfs', '-w', '-R', 'rm /k3os/data/var/lib/rancher/k3os/not-started', state);
    expect((await again()).exitCode).toBe(exitCodes.ok);
  });

  it('installs on its own to what an installation that kept the file systems has left half done', async () => {
    const on = machine();
    await install(on);
    on.contents = installedOn(on);
    on.fails = 'sh';

    expect((await install(on, { noFormat: true })).exitCode).toMatch(/failed \(write-state\)/);

    const state = attachPart(on.file, 'state');
    attached.push(state);
    on.contents = installedOn(on, state.replace('/dev/', ''));
    on.fails = undefined;
    const again = { onItsOwn: true, planOnly: true };
    expect((await install(on, { force: true }, again)).exitCode).toBe(exitCodes.ok);
  });

  it('keeps the data of a disk that is not to be formatted', async () => {
    const on = machine();
    await install(on);
    withPart(on.file, 'state', (device) =>
      output('debugfs', '-w', '-R', `write ${image.file} k3os/data/kept`, device),
    );
    on.contents = installedOn(on);

    expect(await install(on, { noFormat: true })).toMatchObject({ exitCode: exitCodes.ok });

    expect(onState(on.file, 'stat /k3os/data/kept')).toMatch(/Type: regular/);
    expect(onState(on.file, 'ls -p /k3os/system/generations')).toMatch(/\/2\//);
    withPart(on.file, 'boot', (device) =>
      expect(output('mtype', '-i', device, '::/grub/grubenv')).toMatch(/\ngood=2\n/),
    );
  });
});

/** What lsblk says of the disk by now. */
function installedOn({ device }: Machine, state?: string): object {
  const name = device.replace('/dev/', '');
  const part = (number: number, fstype: string, label: string, real?: string) =>
    lsblkDevice({
      name: real ?? `${name}p${number}`,
      type: 'part',
      fstype,
      label,
      uuid: 'b3a0e9c6-7d2f-4e43-9d3c-5a4f5f0d2b11',
    });
  return { children: [part(2, 'vfat', 'K3OS_GRUB'), part(3, 'ext4', 'K3OS_STATE', state)] };
}
