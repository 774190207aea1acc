import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { parseVmOptions } from '../../../src/vm/start-options.ts';

describe('the options of npm start -- --vm', () => {
  it('are a BIOS machine with 2 GiB and the ISO of this checkout when nothing is said', () => {
    expect(parseVmOptions(['--vm'])).toEqual({
      firmware: 'bios',
      memory: 2048,
      iso: undefined,
      config: undefined,
      k3s: undefined,
    });
  });

  it.each([
    { words: ['--uefi'], option: { firmware: 'uefi' } },
    { words: ['--memory', '768'], option: { memory: 768 } },
    { words: ['--iso', 'a.iso'], option: { iso: 'a.iso' } },
    { words: ['--config=a.yaml'], option: { config: 'a.yaml' } },
    { words: ['--k3s', './k3s'], option: { k3s: './k3s' } },
  ])('understand $words', ({ words, option }) => {
    expect(parseVmOptions(['--vm', ...words])).toMatchObject(option);
  });

  it.each([
    { words: ['--memory', '1G'], reason: '--memory 1G: must be a whole number of MiB from 256 on' },
    { words: ['--memory', '128'], reason: '--memory 128: must be' },
    {
      words: ['--iso', 'a.iso', '--k3s', './k3s'],
      reason: '--k3s goes into the ISO that is built',
    },
    { words: ['--servers', '3'], reason: "Unknown option '--servers'" },
    { words: ['a.iso'], reason: 'usage: npm start -- --vm' },
  ])('refuse $words', ({ words, reason }) => {
    expect(() => parseVmOptions(['--vm', ...words])).toThrow(UsageError);
    expect(() => parseVmOptions(['--vm', ...words])).toThrow(reason);
  });
});
