import { describe, expect, it } from 'vitest';
import { openEfiVariables, refuseSecureBoot } from '../../../../src/install/write/efi-variables.ts';
import { MemoryFiles } from '../../../support/memory-files.ts';
import { recordingSystem } from '../../../support/recording-system.ts';

const variable = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';

describe('Secure Boot', () => {
  it.each([
    { firmware: 'UEFI with it off', files: { [variable]: Buffer.from([6, 0, 0, 0, 0]) } },
    { firmware: 'a BIOS', files: {} },
  ])('is no matter on $firmware', ({ files }) => {
    refuseSecureBoot(new MemoryFiles({ ...files }));
  });

  it('is a reason not to install where it is on', () => {
    const files = new MemoryFiles({ [variable]: Buffer.from([6, 0, 0, 0, 1]) });

    expect(() => refuseSecureBoot(files)).toThrow(/Secure Boot is on, .* switch Secure Boot off/);
  });
});

describe('the variables of UEFI', () => {
  it.each([
    { on: 'a BIOS', files: {}, mounts: 0, shown: false },
    { on: 'UEFI that shows them', files: { [variable]: 'x' }, mounts: 0, shown: true },
    {
      on: 'UEFI that does not yet',
      files: { '/sys/firmware/efi/runtime': '' },
      mounts: 1,
      shown: true,
    },
  ])('are looked for on $on', async ({ files, mounts, shown }) => {
    const system = recordingSystem({
      files,
      programs: {
        mount: () => {
          system.files.writeAtomically(variable, 'x', { mode: 0o644 });
          return {};
        },
      },
    });

    expect(await openEfiVariables(system)).toBe(shown);
    expect(system.effects.filter(({ did }) => did === 'exec')).toHaveLength(mounts);
  });
});
