import { describe, expect, it } from 'vitest';
import { launchArgv, launchEnvironment, readLaunchFiles } from '../../../src/k3s/launch.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const args = '/etc/rancher/k3s/k3s-service.args';
const env = '/etc/rancher/k3s/k3s-service.env';

describe('the launch of k3s', () => {
  it('takes one argument a line and the environment', () => {
    const { files } = recordingSystem({
      files: { [args]: 'agent\n--kubelet-arg=a=b c\n', [env]: "A='b'\n" },
    });

    expect(readLaunchFiles(files)).toEqual({
      args: ['agent', '--kubelet-arg=a=b c'],
      environment: { A: 'b' },
    });
  });

  it.each([
    {
      when: 'the arguments are missing',
      given: { [env]: '' },
      says: `${args} is missing: run k3os config`,
    },
    {
      when: 'the environment is missing',
      given: { [args]: 'server\n' },
      says: `${env} is missing`,
    },
    {
      when: 'there is no role',
      given: { [args]: '--debug\n', [env]: '' },
      says: 'the first line must be server or agent',
    },
    {
      when: 'the environment is damaged',
      given: { [args]: 'server\n', [env]: 'K3S_TOKEN=canary' },
      says: `${env} cannot be used`,
    },
  ])('is refused when $when', ({ given, says }) => {
    const { files } = recordingSystem({ files: given });

    expect(() => readLaunchFiles(files)).toThrow(says);
    expect(() => readLaunchFiles(files)).not.toThrow('canary');
  });

  it('resets signals and keeps each argument one word', () => {
    expect(launchArgv({ args: ['server', '--kubelet-arg=a=b c'], environment: {} })).toEqual([
      'env',
      '--default-signal',
      '/usr/sbin/k3s',
      'server',
      '--kubelet-arg=a=b c',
    ]);
  });

  it('inherits nothing that names a service manager', () => {
    const own = {
      PATH: '/p',
      INVOCATION_ID: 'x',
      RC_SVCNAME: 'k3s-service',
      NOTIFY_SOCKET: '/n',
      K3S_DATA_DIR: '/d',
    };

    expect(
      launchEnvironment({ args: [], environment: { K3S_URL: 'u', INVOCATION_ID: 'y' } }, own),
    ).toEqual({
      PATH: '/p',
      HOME: '/root',
      LANG: 'C.UTF-8',
      K3S_URL: 'u',
    });
  });
});
