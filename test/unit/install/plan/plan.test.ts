import { describe, expect, it } from 'vitest';
import { describeStep } from '../../../../src/install/plan/describe-plan.ts';
import { planInstall } from '../../../../src/install/plan/plan.ts';

const usual = {
  disk: { sectorBytes: 512 },
  mbr: false,
  kept: undefined,
  uuid: 'u-1',
  architecture: 'amd64',
  staysHere: true,
} as const;
const kept = { table: 'gpt', state: '/dev/sda3', boot: '/dev/sda2' } as const;

function kinds(given: Partial<Parameters<typeof planInstall>[0]> = {}): string[] {
  return planInstall({ ...usual, ...given }).map(({ kind }) => kind);
}

describe('the plan of an installation', () => {
  it('writes what a machine starts from last, after everything else was read again', () => {
    expect(kinds()).toEqual([
      'clear-boot-sector',
      'divide',
      'format-state',
      'format-boot',
      'write-state',
      'check-state',
      'write-boot',
      'write-boot-sector',
      'check-boot',
      'note-installation',
      'name-state',
      'boot-entry',
    ]);
  });

  it('formats nothing that is to be kept', () => {
    expect(kinds({ kept })).toEqual([
      'find',
      'write-state',
      'check-state',
      'write-boot',
      'write-boot-sector',
      'check-boot',
      'note-installation',
      'boot-entry',
    ]);
  });

  it('tells the firmware of this machine nothing about a disk for another one', () => {
    expect(kinds({ staysHere: false }).at(-1)).toBe('name-state');
  });

  it('has no boot sector where there is no BIOS', () => {
    expect(kinds({ architecture: 'arm64' })).not.toContain('write-boot-sector');
  });

  it.each([
    { when: 'asked for', given: { mbr: true }, table: 'mbr' },
    { when: 'not asked for', given: {}, table: 'gpt' },
    { when: 'kept', given: { mbr: true, kept }, table: 'gpt' },
  ])('has the table $table when the old one is $when', ({ given, table }) => {
    const tables = planInstall({ ...usual, ...given }).flatMap((step) =>
      'table' in step ? [step.table] : [],
    );

    expect([...new Set(tables)]).toEqual([table]);
  });

  it('can be read by people', () => {
    const lines = planInstall(usual).map(describeStep);

    expect(lines).toContain('clear the boot sector: ALL DATA ON THE DISK IS LOST from here on');
    expect(lines).toContain('ext4 for K3OS_STATE, UUID u-1');
    expect(lines.join('\n')).toMatch(/partition table \(gpt\)\n {6}start=1MiB/);
  });
});
