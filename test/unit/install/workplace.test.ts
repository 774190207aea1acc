import { describe, expect, it } from 'vitest';
import { clearWorkplace } from '../../../src/install/workplace.ts';
import { recordingSystem } from '../../support/recording-system.ts';

function left(stillMounted: boolean) {
  return recordingSystem({
    files: { '/work/state/data': 'precious' },
    programs: { umount: { status: 32 }, mountpoint: { status: stillMounted ? 0 : 32 } },
  });
}

describe('what an earlier run has left', () => {
  it('is taken away', async () => {
    const system = left(false);

    await clearWorkplace(system, '/work', ['/work/state']);

    expect(system.files.status('/work')).toBeUndefined();
  });

  it('is not deleted while a disk is mounted in it', async () => {
    const system = left(true);

    const said = clearWorkplace(system, '/work', ['/work/state']);

    await expect(said).rejects.toThrow(/\/work\/state is still mounted.*umount \/work\/state/);
    expect(system.text('/work/state/data')).toBe('precious');
  });

  it('is nothing to do when there is nothing', async () => {
    const system = recordingSystem();

    await clearWorkplace(system, '/work', ['/work/state']);

    expect(system.effects).toEqual([]);
  });
});
