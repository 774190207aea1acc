import { describe, expect, it } from 'vitest';
import { refuseMissingPrograms } from '../../../src/install/programs.ts';
import { recordingSystem } from '../../support/recording-system.ts';

describe('programs that an installation needs', () => {
  it('are no matter where they are', async () => {
    await refuseMissingPrograms(recordingSystem({ programs: { sh: { stdout: '' } } }));
  });

  it('are named with their packages where they are not', async () => {
    const system = recordingSystem({ programs: { sh: { stdout: 'mkfs.vfat\nsfdisk\n' } } });

    await expect(refuseMissingPrograms(system)).rejects.toThrow(
      'this system lacks mkfs.vfat, sfdisk: apt-get install dosfstools fdisk',
    );
  });
});
