import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { imageCheckKernel } from '../../../src/cli/image-check-kernel.ts';
import { exitCodes } from '../../../src/errors.ts';
import { runCommand } from '../../support/command-input.ts';
import { recordingSystem } from '../../support/recording-system.ts';

const recorded = (name: string) =>
  readFileSync(new URL(`../../fixtures/kernel/debian-6.12-amd64.${name}`, import.meta.url), 'utf8');
const good = recorded('config');
const bad = good.replace('CONFIG_OVERLAY_FS=m', '# CONFIG_OVERLAY_FS is not set');
const release = { '/proc/sys/kernel/osrelease': '6.12.107\n' };

const check = (given: Parameters<typeof runCommand>[1]) => runCommand(imageCheckKernel, given);

describe('k3os image check-kernel', () => {
  it.each([
    {
      from: 'a file',
      given: { args: ['/boot/config'], localFiles: { '/boot/config': good } },
      name: '/boot/config',
    },
    { from: 'standard input', given: { args: ['-'], stdin: good }, name: 'standard input' },
    {
      from: 'a compressed file',
      given: { args: ['c.gz'], localFiles: { 'c.gz': gzipSync(good) } },
      name: 'c.gz',
    },
    {
      from: 'the running kernel',
      given: {
        system: recordingSystem({ files: { ...release, '/proc/config.gz': gzipSync(good) } }),
      },
      name: '/proc/config.gz',
    },
    {
      from: 'the file of the running kernel',
      given: { system: recordingSystem({ files: { ...release, '/boot/config-6.12.107': good } }) },
      name: '/boot/config-6.12.107',
    },
    {
      from: 'the modules of the running kernel',
      given: {
        system: recordingSystem({ files: { ...release, '/lib/modules/6.12.107/config': good } }),
      },
      name: '/lib/modules/6.12.107/config',
    },
  ])('reads $from', async ({ given, name }) => {
    const { exitCode, printed } = await check(given);

    expect(printed.split('\n').slice(-3)).toEqual([
      'required: 84 of 84',
      'optional: 63 of 64, without RT_GROUP_SCHED',
      `${name}: ok`,
    ]);
    expect(exitCode).toBe(exitCodes.ok);
  });

  it('fails for a kernel that k3s cannot run on, and says which option is missing', async () => {
    const { exitCode, printed } = await check({ args: ['-'], stdin: bad });

    expect(printed).toMatch(/^OVERLAY_FS +missing +required +k3os +images of containers/m);
    expect(printed).toContain('required: 83 of 84, without OVERLAY_FS\n');
    expect(printed).toMatch(/\nstandard input: not good enough for a node$/);
    expect(exitCode).toBe(exitCodes.failed);
  });

  it('takes a module for missing that the running system does not have', async () => {
    const modules = recorded('modules.dep').replace(/^.*\/veth\.ko.*\n/m, '');
    const system = recordingSystem({
      files: {
        ...release,
        '/boot/config-6.12.107': good,
        '/lib/modules/6.12.107/modules.dep': modules,
      },
    });

    const { exitCode, printed } = await check({ system });

    expect(printed).toMatch(/^VETH +module is missing/m);
    expect(exitCode).toBe(exitCodes.failed);
  });

  it('says which option does it in place of one that is missing', async () => {
    const { printed } = await check({
      args: ['-'],
      stdin: good.replace('CONFIG_IP_NF_NAT=m\n', ''),
    });

    expect(printed).toMatch(/^IP_NF_NAT +missing, NFT_COMPAT does it +required/m);
  });

  it('prints the findings as JSON', async () => {
    const { printed } = await check({ args: ['-'], stdin: good, options: { json: true } });

    expect(JSON.parse(printed)).toContainEqual({
      option: 'VETH',
      level: 'required',
      by: 'k3s',
      module: 'veth',
      why: 'link between a pod and the node',
      state: 'module',
      satisfied: true,
    });
  });

  it.each([
    {
      when: 'the running kernel tells nobody',
      given: { system: recordingSystem({ files: release }) },
      says: 'in none of /proc/config.gz, /boot/config-6.12.107, /lib/modules/6.12.107/config; name a FILE',
    },
    {
      when: 'a compressed file is cut off',
      given: { args: ['-'], stdin: gzipSync(good).subarray(0, 500) },
      says: 'cannot read standard input',
    },
    {
      when: 'the file is something else',
      given: { args: ['-'], stdin: 'hostname: web-1\n' },
      says: 'standard input is no kernel configuration',
    },
  ])('says so when $when', async ({ given, says }) => {
    await expect(check(given)).rejects.toThrow(says);
  });
});
