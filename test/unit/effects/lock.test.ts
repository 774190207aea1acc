import { describe, expect, it } from 'vitest';
import { withLock } from '../../../src/effects/lock.ts';
import { type RecordingSystem, recordingSystem } from '../../support/recording-system.ts';

const path = '/run/k3os/boot-partition.lock';

/** `ln` of coreutils: no link where there is one. */
function node(held: Record<string, string> = {}): RecordingSystem {
  const links = Object.entries(held).map(([at, target]) => [at, { link: target }]);
  const system: RecordingSystem = recordingSystem({
    files: { '/proc/self': { link: '77' }, '/proc/77/comm': 'k3os', ...Object.fromEntries(links) },
    programs: {
      ln([, , target = '', at = '']) {
        if (system.files.status(at) !== undefined) {
          return { status: 1, stderr: 'ln: File exists' };
        }
        system.files.link(at, target);
        return {};
      },
    },
  });
  return system;
}

describe('a lock', () => {
  it('is held while the work lasts', async () => {
    const system = node();

    const answer = await withLock(system, 'boot-partition', async () => {
      expect(system.files.status(path)?.target).toBe('77');
      return 'done';
    });

    expect(answer).toBe('done');
    expect(system.files.status(path)).toBeUndefined();
  });

  it('is waited for, and whoever has it is named when that takes too long', async () => {
    const system = node({ [path]: '42', '/proc/42': '/' });

    await expect(withLock(system, 'boot-partition', async () => 'done')).rejects.toThrow(
      /another k3os \(process 42\) works on the boot partition/,
    );
    expect(system.files.status(path)?.target).toBe('42');
  });

  it('of a process that is gone does not hold', async () => {
    expect(await withLock(node({ [path]: '42' }), 'boot-partition', async () => 'done')).toBe(
      'done',
    );
  });
});
