import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../../src/errors.ts';
import { runInstallPhase } from '../../../src/install/run-install-phase.ts';
import { lsblkListing } from '../../support/disks.ts';
import { recordingSystem } from '../../support/recording-system.ts';

/** What may be run while nothing is touched yet. */
const looking = ['sh', 'udevadm', 'lsblk', 'realpath'];
const lock = '/run/k3os/installation.lock';

async function install(config: string, disks = lsblkListing({ name: 'vda' })) {
  const said: string[] = [];
  const system = recordingSystem({
    files: { '/k3os/system/config.yaml': config },
    programs: {
      lsblk: { stdout: disks },
      realpath: ([, , path]) => ({ stdout: `${path}\n` }),
      ln: {},
    },
  });
  const tell = (text: string) => said.push(text);
  const status = await runInstallPhase({ system, print: tell, warn: tell }).catch(
    (error: Error) => error.message,
  );
  const changes = system.effects.filter((effect) =>
    effect.did === 'exec'
      ? !looking.includes(effect.argv[0] ?? '') && !effect.argv.includes(lock)
      : !('path' in effect && ['/run/k3os', lock].includes(effect.path)),
  );
  return { status, said: said.join('\n'), changes };
}

const login = 'k3os: {password: rancher, install: {device: /dev/vda}}\n';

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
    {
      when: 'nobody could log in to the installed node',
      config: 'k3os: {token: abcdef, install: {device: /dev/vda}}\n',
      reason: /nobody can log in/,
    },
  ])('touches nothing when $when', async ({ config, reason }) => {
    const { status, said, changes } = await install(config);

    expect({ status, changes }).toEqual({ status: exitCodes.invalidConfig, changes: [] });
    expect(said).toMatch(reason);
  });

  it.each([
    {
      when: 'the disk is installed already',
      disks: lsblkListing({ name: 'vda', label: 'K3OS_STATE', fstype: 'ext4' }),
      reason: /cannot install to \/dev\/vda: it holds an installed k3os/,
    },
    {
      when: 'the disk is not there',
      disks: lsblkListing({ name: 'vdb' }),
      reason: /cannot install to \/dev\/vda: it is no disk/,
    },
    {
      when: 'there is nothing to install from',
      disks: lsblkListing({ name: 'vda' }),
      reason: /not started from a k3os medium, or it is gone; give the URL or path of an ISO/,
    },
  ])('touches nothing, and does not restart, when $when', async ({ disks, reason }) => {
    const { status, changes } = await install(login, disks);

    expect(status).toMatch(reason);
    expect(changes).toEqual([]);
  });
});
