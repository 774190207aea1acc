import { describe, expect, it } from 'vitest';
import { configExplain } from '../../../src/cli/config-explain.ts';
import { runCommand } from '../../support/command-input.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const system = recordingSystem({
  files: {
    '/k3os/system/config.yaml': 'k3os:\n  sysctls: {vm.swappiness: 10}\n  token: canary1\n',
    '/var/lib/rancher/k3os/config.d/20-net.yaml': 'k3os:\n  sysctls: {vm.swappiness: 60}\n',
  },
});
const explain = (...args: string[]) => runCommand(configExplain, { args, system });

describe('config explain', () => {
  it.each([
    'k3os.sysctls.vm.swappiness',
    'k3os.sysctl[vm.swappiness]',
    'K3OS.SYSCTLS.vm.swappiness',
    'sysctls.vm.swappiness',
  ])('tells value, place and what it overrode of %s', async (key) => {
    expect(await explain(key)).toEqual({
      exitCode: 0,
      printed: [
        'k3os.sysctls.vm.swappiness: 60',
        '    set by config.d/20-net.yaml:2',
        '    overrides /k3os/system/config.yaml:2: 10',
      ].join('\n'),
      warned: '',
    });
  });

  it('tells everything without a key, secrets masked', async () => {
    const { printed } = await explain();

    expect(printed).toContain('k3os.token: ***');
    expect(printed).toContain('k3os.sysctls: {"vm.swappiness":"60"}');
    expect(printed).not.toContain('canary');
  });

  it('tells a secret when asked', async () => {
    const { printed } = await runCommand(configExplain, {
      args: ['k3os.token'],
      options: { showSecrets: true },
      system,
    });

    expect(printed).toContain('k3os.token: canary1');
  });

  it('says so when no source sets a key', async () => {
    expect((await explain('k3os.password')).printed).toBe('k3os.password: no source sets it');
  });

  it.each([
    { key: 'k3os.sysctlz', message: 'unknown key k3os.sysctlz, did you mean k3os.sysctls?' },
    { key: 'toke', message: 'unknown key toke' },
    { key: 'qqqqqq.x', message: 'unknown key qqqqqq.x' },
  ])('refuses $key', async ({ key, message }) => {
    await expect(explain(key)).rejects.toThrow(message);
  });
});
