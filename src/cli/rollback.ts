import { exitCodes, reasonOf } from '../errors.ts';
import { withBootPartition } from '../generations/boot-partition.ts';
import { readBooted } from '../generations/booted.ts';
import { systemFolder } from '../generations/places.ts';
import { rollBackGeneration } from '../generations/roll-back-generation.ts';
import { expectAsNow } from '../health/decide-boot.ts';
import { refuseElsewhere } from '../run/only-on-a-node.ts';
import type { Command } from './command.ts';
import { refuseWithoutRoot } from './needs-root.ts';

export const rollback: Command = {
  name: 'rollback',
  summary: 'start the generation before this one at the next start; a trial is given up',

  async run(input) {
    const { system, print, warn } = input;
    refuseElsewhere(system);
    refuseWithoutRoot(input);
    if (system.live && !readBooted(system.files).onTrial) {
      // Whoever needs the way back must get it, from a full disk too.
      await expectAsNow(system).catch((error) => warn(`k3os: ${reasonOf(error)}`));
    }
    print(
      await withBootPartition(system, 'write', (boot) =>
        rollBackGeneration({ system, folder: systemFolder, boot }),
      ),
    );
    return exitCodes.ok;
  },
};
