import { describe, expect, it } from 'vitest';
import { imageRemaster } from '../../../src/cli/image-remaster.ts';
import { exitCodes } from '../../../src/errors.ts';
import { runCommand } from '../../support/command-input.ts';

/** Nothing may be looked at, let alone written, before words and configuration are right: there is no such ISO. */
const remaster = (options: Record<string, string>, localFiles = {}) =>
  runCommand(imageRemaster, { args: ['/nope/a.iso'], options, localFiles });

describe('k3os image remaster', () => {
  it.each([
    { options: {}, says: 'nothing to change: give --config FILE or --append' },
    { options: { append: 'a\nb' }, says: '--append has a line break' },
    { options: { config: 'site.yaml' }, says: 'cannot read site.yaml' },
  ])('refuses $options', async ({ options, says }) => {
    await expect(remaster(options)).rejects.toThrow(says);
  });

  it.each([
    {
      what: 'an unknown key',
      yaml: 'ssh_authorized_keys: [github:a]\nk3os: {sysctlz: {a: b}}',
      says: 'error: site.yaml:2: k3os.sysctlz: unknown key, did you mean k3os.sysctls?',
    },
    { what: 'broken YAML', yaml: 'a: [', says: 'error: site.yaml:1' },
    { what: 'no way in', yaml: 'hostname: a', says: 'warning: site.yaml: nobody can log in' },
  ])('writes nothing for a configuration with $what', async ({ yaml, says }) => {
    const outcome = await remaster({ config: 'site.yaml' }, { 'site.yaml': yaml });

    expect(outcome.warned).toContain(says);
    expect(outcome.printed).toMatch(/^nothing was written: \d problem/);
    expect(outcome.exitCode).toBe(exitCodes.invalidConfig);
  });

  it('writes nothing for words that name no key', async () => {
    const { warned, exitCode } = await remaster({ append: 'quiet k3os.tokn=abc' });

    expect(warned).toContain('--append:1: k3os.tokn: unknown key, did you mean k3os.token?');
    expect(warned).not.toContain('abc');
    expect(exitCode).toBe(exitCodes.invalidConfig);
  });

  it('checks words and configuration together: one may have the keys for the other', async () => {
    const told = remaster(
      { config: 'site.yaml', append: 'ssh_authorized_keys=github:a' },
      { 'site.yaml': 'hostname: a' },
    );

    await expect(told).rejects.toThrow('cannot read /nope/a.iso');
  });

  it('does not ask words alone for a way in', async () => {
    await expect(remaster({ append: 'console=ttyS0' })).rejects.toThrow('cannot read /nope/a.iso');
  });
});
