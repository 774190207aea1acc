import { exitCodes } from '../errors.ts';
import { withBootPartition } from '../generations/boot-partition.ts';
import { systemFolder } from '../generations/places.ts';
import { rollBackGeneration } from '../generations/roll-back-generation.ts';
import { refuseElsewhere } from '../run/only-on-a-node.ts';
import type { Command } from './command.ts';

export const rollback: Command = {
  name: 'rollback',
  summary: 'start the generation before this one at the next start; a trial is given up',

  async run({ system, print }) {
    refuseElsewhere(system);
    print(
      await withBootPartition(system, 'write', (boot) =>
        rollBackGeneration({ system, folder: systemFolder, boot }),
      ),
    );
    return exitCodes.ok;
  },
};
