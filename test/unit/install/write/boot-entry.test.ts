import { describe, expect, it } from 'vitest';
import { entriesCalled } from '../../../../src/install/write/boot-entry.ts';

const listing = `BootCurrent: 0001
Timeout: 3 seconds
BootOrder: 0003,0001,000A
Boot0001* UEFI QEMU DVD-ROM\tPciRoot(0x0)
Boot0003* k3os\tHD(2,GPT,…)/File(\\EFI\\BOOT\\BOOTX64.EFI)
Boot000A  k3os
Boot000B* k3os-old
`;

describe('entries of UEFI', () => {
  it('of an earlier installation are found by their whole name', () => {
    expect(entriesCalled('k3os', listing)).toEqual(['0003', '000A']);
  });

  it('are none where firmware keeps none', () => {
    expect(entriesCalled('k3os', 'EFI variables are not supported on this system.\n')).toEqual([]);
  });
});
