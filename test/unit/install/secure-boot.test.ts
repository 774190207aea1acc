import { describe, expect, it } from 'vitest';
import { refuseSecureBoot } from '../../../src/install/secure-boot.ts';
import { MemoryFiles } from '../../support/memory-files.ts';

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
