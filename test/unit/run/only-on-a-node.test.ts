import { describe, expect, it } from 'vitest';
import { refuseElsewhere } from '../../../src/run/only-on-a-node.ts';
import { runPhase } from '../../../src/run/run-phase.ts';
import { recordingSystem } from '../../support/recording-system.ts';

describe('applying a configuration', () => {
  it('is refused on a machine that is no node, before anything is written', async () => {
    const system = recordingSystem({ files: { '/etc/hostname': 'laptop\n' } });

    await expect(runPhase({ system, phase: 'runtime', print: () => undefined })).rejects.toThrow(
      'this is no k3OS node',
    );
    expect(system.effects).toEqual([]);
  });

  it.each([
    {
      when: 'the initrd or a sandbox has prepared the root',
      live: true,
      files: { '/run/k3os/mode': 'disk\n' },
    },
    { when: 'another root is given', live: false, files: {} },
  ])('is allowed when $when', ({ live, files }) => {
    expect(() => refuseElsewhere(recordingSystem({ live, files }))).not.toThrow();
  });
});
