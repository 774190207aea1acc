import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../../src/errors.ts';
import { installEnvironment, runInstallPhase } from '../../../src/install/run-install-phase.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const installer = '/usr/libexec/k3os/install';

async function install(config: string, files: Record<string, string> = { [installer]: '' }) {
  const said: string[] = [];
  const system = recordingSystem({
    files: { '/k3os/system/config.yaml': config, ...files },
    programs: { [installer]: { stdout: 'installed\n' } },
  });
  const tell = (text: string) => said.push(text);
  const input = { system, print: tell, warn: tell };
  const status = await runInstallPhase(input).catch((error: Error) => error.message);
  return {
    status,
    said: said.join('\n'),
    ran: system.effects.filter(({ did }) => did === 'exec').length,
  };
}

describe('the install phase', () => {
  it.each([
    {
      when: 'a key is unknown',
      config: 'k3os: {tokn: abcdef}\n',
      reason: /config\.yaml:1: k3os\.tokn: unknown key/,
    },
    {
      when: 'a value has the wrong type',
      config: 'hostname: [a]\n',
      reason: /config\.yaml:1: hostname/,
    },
    { when: 'the file is no YAML', config: 'k3os: {\n', reason: /config\.yaml:\d+: / },
  ])('touches nothing when $when', async ({ config, reason }) => {
    const { status, said, ran } = await install(config);

    expect({ status, ran }).toEqual({ status: exitCodes.invalidConfig, ran: 0 });
    expect(said).toMatch(reason);
  });

  it('says so when the system has no installer', async () => {
    expect((await install('hostname: a\n', {})).status).toMatch(/no \/usr\/libexec\/k3os\/install/);
  });

  it('starts the installer when all is well', async () => {
    expect(await install('hostname: a\n')).toMatchObject({
      status: exitCodes.ok,
      said: expect.stringContaining('installed'),
      ran: 1,
    });
  });

  it('hands the settings over as k3OS does', () => {
    expect(
      installEnvironment({
        forceEfi: true,
        device: '/dev/sda',
        silent: false,
        configUrl: 'https://c',
      }),
    ).toEqual({
      K3OS_INSTALL_FORCE_EFI: 'true',
      K3OS_INSTALL_DEVICE: '/dev/sda',
      K3OS_INSTALL_CONFIG_URL: 'https://c',
    });
  });
});
