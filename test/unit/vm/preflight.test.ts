import { describe, expect, it } from 'vitest';
import { findUefi } from '../../../src/vm/firmware.ts';
import { missingVmPackages } from '../../../src/vm/preflight.ts';

describe('the look at the host before a machine is started', () => {
  it.each([
    { when: 'all is there', absent: [], missing: [] },
    { when: 'QEMU is gone', absent: ['qemu-system-x86_64'], missing: ['qemu-system-x86'] },
    {
      when: 'firmware is gone',
      absent: ['/usr/share/OVMF', '/usr/lib/ipxe/qemu'],
      missing: ['ovmf', 'ipxe-qemu'],
    },
  ])('names $missing when $when', ({ absent, missing }) => {
    expect(missingVmPackages((need) => !(absent as string[]).includes(need))).toEqual(missing);
  });
});

describe('the UEFI firmware', () => {
  it.each([
    { when: 'both layouts are there', missing: 'none', code: '/usr/share/OVMF/OVMF_CODE_4M.fd' },
    { when: 'only the old one is', missing: '_4M', code: '/usr/share/OVMF/OVMF_CODE.fd' },
    { when: 'half of a pair is', missing: 'VARS_4M', code: '/usr/share/OVMF/OVMF_CODE.fd' },
  ])('is $code when $when', ({ missing, code }) => {
    expect(findUefi((file) => !file.includes(missing)).code).toBe(code);
  });

  it('is asked for by the name of its package', () => {
    expect(() => findUefi(() => false)).toThrow('apt-get install ovmf');
  });
});
