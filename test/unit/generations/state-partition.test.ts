import { describe, expect, it } from 'vitest';
import { withStatePartition } from '../../../src/generations/state-partition.ts';
import { type RecordingSystem, recordingSystem } from '../../support/recording-system.ts';

const node = (findmnt = '/dev/vda3\n') =>
  recordingSystem({
    files: {
      '/run/k3os/state-rw/k3os/system/generations/5/boot.env': '',
      '/proc/self': { link: '77' },
      '/proc/77/comm': 'k3os',
    },
    programs: { ln: {}, mount: {}, umount: {}, findmnt: { stdout: findmnt } },
  });
const ran = ({ effects }: RecordingSystem) =>
  effects.flatMap((effect) => (effect.did === 'exec' ? [effect.argv.join(' ')] : []));

describe('work on the state partition', () => {
  it('has the system folder writable, and no longer than that', async () => {
    const system = node();

    const answer = await withStatePartition(system, (folder) => {
      expect(ran(system).at(-1)).toBe(
        'mount -t ext4 -o nosuid,nodev,noatime /dev/vda3 /run/k3os/state-rw',
      );
      return folder;
    });

    expect(answer).toBe('/run/k3os/state-rw/k3os/system');
    expect(ran(system).at(-1)).toBe('umount /run/k3os/state-rw');
    expect(system.files.status('/run/k3os/state-partition.lock')).toBeUndefined();
  });

  it('is unmounted also when the work fails', async () => {
    const system = node();
    const work = () => {
      throw new Error('refused');
    };

    await expect(withStatePartition(system, work)).rejects.toThrow('refused');

    expect(ran(system).at(-1)).toBe('umount /run/k3os/state-rw');
  });

  it('is refused where nothing persists on a disk', async () => {
    await expect(withStatePartition(node('tmpfs\n'), () => 1)).rejects.toThrow(
      /\/var is not on a disk but on tmpfs/,
    );
  });

  it("is refused on a disk that is somebody else's", async () => {
    const system = node();
    system.files.remove('/run/k3os/state-rw/k3os');

    await expect(withStatePartition(system, () => 1)).rejects.toThrow(
      '/dev/vda3 has no generations: no system is installed on it',
    );
    expect(ran(system).at(-1)).toBe('umount /run/k3os/state-rw');
  });

  it('mounts nothing in a system below another root', async () => {
    const system = recordingSystem({ root: '/target', live: false });

    expect(await withStatePartition(system, (folder) => folder)).toBe('/k3os/system');
    expect(ran(system)).toEqual([]);
  });
});
