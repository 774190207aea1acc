import { beforeAll, describe, expect, it } from 'vitest';
import { realSystem } from '../../../src/effects/real-system.ts';
import type { System } from '../../../src/effects/system.ts';
import { type InstallSource, readSource } from '../../../src/install/source/source.ts';
import { installMedium } from '../../support/install-medium.ts';
import { carryOut, emptyDisk, output, planFor, startsSomething } from './disk-image.ts';

let source: InstallSource;
beforeAll(async () => {
  const { folder } = await installMedium();
  source = readSource(realSystem('/'), { folder, name: 'the medium' });
});

class Killed extends Error {}

/** The machine until `program` is started: from then on nothing is done any more, not even what would clean up. */
function untilKilledAt(program: string): System {
  const system = realSystem('/');
  let killed = false;
  return {
    ...system,
    async exec(argv, options) {
      killed ||= argv[0] === program;
      if (killed) {
        throw new Killed(program);
      }
      return system.exec(argv, options);
    },
    files: new Proxy(system.files, {
      get(files, name, receiver) {
        if (killed) {
          throw new Killed(program);
        }
        return Reflect.get(files, name, receiver);
      },
    }),
  };
}

describe('an installation that is killed', () => {
  it.each(['mke2fs', 'fsfreeze', 'umount', 'tune2fs', 'mcopy'])(
    'at %s leaves nothing that a second one would stumble over',
    async (program) => {
      const disk = emptyDisk();
      const steps = planFor();
      const argv0 = program === 'mke2fs' ? 'env' : program === 'fsfreeze' ? 'sh' : program;

      const { error } = await carryOut(steps, disk, source, { system: untilKilledAt(argv0) });
      expect(error).toBeDefined();

      expect(await carryOut(steps, disk, source)).toMatchObject({ error: undefined });
      expect(startsSomething(disk)).toBe(true);
      expect(output('findmnt', '/run/k3os/install/state')).toBe('FAILED: ');
      for (const device of output(
        'losetup',
        '--list',
        '--noheadings',
        '--output',
        'NAME',
        '--associated',
        disk,
      )
        .split('\n')
        .filter(Boolean)) {
        output('losetup', '--detach', device);
      }
    },
  );
});
