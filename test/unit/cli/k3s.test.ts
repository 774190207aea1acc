import { describe, expect, it } from 'vitest';
import { k3s } from '../../../src/cli/k3s.ts';
import { runCommand } from '../../support/command-input.ts';
import { type RecordingSystem, recordingSystem } from '../../support/recording-system.ts';

const files = {
  '/etc/rancher/k3s/k3s-service.args': { content: 'server\n--node-label=a=b\n', mode: 0o600 },
  '/etc/rancher/k3s/k3s-service.env': { content: "K3S_TOKEN='canary'\n", mode: 0o600 },
  '/usr/sbin/k3s': { content: '', mode: 0o755 },
};

const run = (system: RecordingSystem, options = {}) => runCommand(k3s, { system, options });

describe('k3os k3s', () => {
  it('notes what it starts, then becomes it', async () => {
    const system = recordingSystem({ files });
    await run(system);

    expect(system.effects).toMatchObject([
      { did: 'write', path: '/run/k3os/k3s.json', mode: 0o600 },
      { did: 'append', path: '/run/k3os/timeline' },
      {
        did: 'replace process',
        argv: ['env', '--default-signal', '/usr/sbin/k3s', 'server', '--node-label=a=b'],
        env: { K3S_TOKEN: 'canary' },
      },
    ]);
    expect(system.text('/run/k3os/k3s.json')).not.toContain('canary');
  });

  it('only prints with --print, secrets masked', async () => {
    const system = recordingSystem({ files });
    const { printed, exitCode } = await run(system, { print: true });

    expect(printed).toBe('K3S_TOKEN=***\n/usr/sbin/k3s server --node-label=a=b');
    expect({ exitCode, effects: system.effects }).toEqual({ exitCode: 0, effects: [] });
  });

  it.each([
    {
      when: 'the files are missing',
      given: { '/usr/sbin/k3s': '' },
      says: 'k3s-service.args is missing',
    },
    {
      when: 'k3s is missing',
      given: { ...files, '/usr/sbin/k3s': { directory: 0o755 }, '/usr/sbin': { directory: 0o755 } },
      says: 'is no program',
    },
  ])('fails slowly when $when, so that a supervisor does not spin', async ({ given, says }) => {
    const system = recordingSystem({ files: given });

    await expect(run(system)).rejects.toThrow(says);
    expect(system.effects).toEqual([{ did: 'sleep', milliseconds: 5000 }]);
  });

  it('does not start k3s below another root', async () => {
    const system = recordingSystem({ files, root: '/mnt', live: false });

    await expect(run(system)).rejects.toThrow('only be started on the running system');
  });
});
