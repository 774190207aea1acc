import { describe, expect, it } from 'vitest';
import { must } from '../../../src/effects/must.ts';
import type { ExecResult } from '../../../src/effects/system.ts';
import { OperationError } from '../../../src/errors.ts';

const mke2fs =
  'mke2fs 1.47.0 (5-Feb-2023)\n/dev/sda3 is mounted;\nwill not make a filesystem here!\n';
const mount = `mount: /mnt: wrong fs type, bad superblock.
       dmesg(1) may have more information after failed mount system call.
`;

describe('a program that has to succeed', () => {
  it('answers what it prints', async () => {
    expect(await must(says({ stdout: 'sda\n' }), ['lsblk'])).toBe('sda\n');
  });

  it.each([
    { so: 'says nothing', says: { status: 7 }, reason: 'status 7' },
    { so: 'names itself first', says: { stderr: mke2fs }, reason: oneLine(mke2fs) },
    {
      so: 'says where to read more',
      says: { stderr: mount },
      reason: 'mount: /mnt: wrong fs type, bad superblock.',
    },
    { so: 'does not end', says: { timedOut: true }, reason: 'it does not end' },
    {
      so: 'talks much',
      says: { stderr: 'step 1\nstep 2\nstep 3\nno space\n' },
      reason: 'step 2 | step 3 | no space',
    },
  ])('is an error that names it, when it $so', async ({ says: said, reason }) => {
    const failed = must(says({ status: 1, ...said }), ['tool', '-x']);

    await expect(failed).rejects.toThrow(new OperationError(`tool -x: ${reason}`));
  });

  it('can be named in other words than its own', async () => {
    const failed = must(says({ status: 1 }), ['sh', '-c', '…'], {}, 'cannot freeze /var');

    await expect(failed).rejects.toThrow('cannot freeze /var: status 1');
  });
});

function says(result: Partial<ExecResult>) {
  const quiet = { status: 0, timedOut: false, stdout: '', stderr: '' };
  return { exec: async () => ({ ...quiet, ...result }) };
}

function oneLine(text: string): string {
  return text.trim().replaceAll('\n', ' | ');
}
