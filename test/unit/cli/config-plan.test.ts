import { describe, expect, it } from 'vitest';
import { configPlan } from '../../../src/cli/config-plan.ts';
import { exitCodes } from '../../../src/errors.ts';
import { runCommand } from '../../support/command-input.ts';
import { recordingSystem } from '../../support/recording-system.ts';
import { certificate } from '../appliers/certificate.ts';

const machine = {
  '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
  '/k3os/system/k3s/current': { link: 'v1.36.4+k3s1' },
};

function plan(config: object, files: object = {}) {
  const configured = { '/k3os/system/config.yaml': JSON.stringify(config) };
  const system = recordingSystem({ files: { ...machine, ...configured, ...files } });
  return runCommand(configPlan, { system });
}

describe('config plan', () => {
  it('shows files that an applier finds in a folder, too', async () => {
    const { exitCode, printed } = await plan(
      { ca_certs: { trusted: [certificate] } },
      {
        '/usr/share/rancher/k3s/server/manifests/a.yaml': 'kind: New\n',
        '/var/lib/rancher/k3s/server/manifests/keep': '',
      },
    );

    expect(exitCode).toBe(exitCodes.ok);
    expect(printed).toContain('write /usr/local/share/ca-certificates/k3os-1.crt');
    expect(printed).toContain('write /var/lib/rancher/k3s/server/manifests/a.yaml');
  });

  it('shows what changes, but not what only its owner may read until now', async () => {
    const files = [
      { path: '/etc/motd', content: 'new\n' },
      { path: '/etc/private', content: 'open\n' },
    ];
    const { printed } = await plan(
      { write_files: files },
      { '/etc/motd': 'old\n', '/etc/private': { content: 'canary\n', mode: 0o600 } },
    );

    expect(printed).toMatch(/-old\n +\+new/);
    expect(printed).toContain('-mode 0600');
    expect(printed).not.toContain('canary');
  });
});
