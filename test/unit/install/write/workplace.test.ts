import { describe, expect, it } from 'vitest';
import { clearWorkplace } from '../../../../src/install/write/workplace.ts';
import { recordingSystem } from '../../../support/recording-system.ts';

function left(stillMounted: boolean) {
  return recordingSystem({
    files: { '/run/k3os/install/state/data': 'precious' },
    programs: { umount: { status: 32 }, mountpoint: { status: stillMounted ? 0 : 32 } },
  });
}

describe('what an earlier run has left', () => {
  it('is taken away', async () => {
    const system = left(false);

    await clearWorkplace(system, '/run/k3os/install', ['/run/k3os/install/state']);

    expect(system.files.status('/run/k3os/install')).toBeUndefined();
  });

  it('is not deleted while a disk is mounted in it', async () => {
    const system = left(true);

    const said = clearWorkplace(system, '/run/k3os/install', ['/run/k3os/install/state']);

    await expect(said).rejects.toThrow(
      /\/run\/k3os\/install\/state is still mounted.*umount \/run\/k3os\/install\/state/,
    );
    expect(system.text('/run/k3os/install/state/data')).toBe('precious');
  });

  it('is nothing to do when there is nothing', async () => {
    const system = recordingSystem();

    await clearWorkplace(system, '/run/k3os/install', ['/run/k3os/install/state']);

    expect(system.effects).toEqual([]);
  });
});
