import { describe, expect, it } from 'vitest';
import { refuseMissingPrograms } from '../../../src/install/programs.ts';
import { recordingSystem } from '../../support/recording-system.ts';

describe('programs that an installation needs', () => {
  it('are no matter where they are', async () => {
    await refuseMissingPrograms(recordingSystem({ programs: { sh: { stdout: '' } } }), {});
  });

  it('are named with their packages where they are not', async () => {
    const system = recordingSystem({ programs: { sh: { stdout: 'mkfs.vfat\nsfdisk\n' } } });

    await expect(refuseMissingPrograms(system, {})).rejects.toThrow(
      'this system lacks mkfs.vfat, sfdisk: apt-get install dosfstools fdisk',
    );
  });

  it.each([
    { what: 'an ISO that is a file', isoUrl: '/k3os.iso', curl: false },
    { what: 'an ISO of a server', isoUrl: 'https://example.org/k3os.iso', curl: true },
    { what: 'a configuration of TFTP', configUrl: 'tftp://10.0.0.1/node.yaml', curl: true },
  ])('are curl as well for $what: $curl', async ({ isoUrl, configUrl, curl }) => {
    const system = recordingSystem({
      programs: { sh: ([, , , , ...names]) => ({ stdout: names.includes('curl') ? 'curl' : '' }) },
    });

    const checked = refuseMissingPrograms(system, { isoUrl, configUrl });

    await (curl
      ? expect(checked).rejects.toThrow('lacks curl: apt-get install curl')
      : expect(checked).resolves.toBeUndefined());
  });
});
