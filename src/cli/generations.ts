import { exitCodes } from '../errors.ts';
import { withBootPartition } from '../generations/boot-partition.ts';
import { readBooted } from '../generations/booted.ts';
import { readOverview, renderOverview } from '../generations/overview.ts';
import { systemFolder } from '../generations/places.ts';
import { refuseElsewhere } from '../run/only-on-a-node.ts';
import type { Command } from './command.ts';
import { refuseWithoutRoot } from './needs-root.ts';

export const generations: Command = {
  name: 'generations',
  summary:
    'list the generations of the system on this disk: which runs, which is good, which failed and why',
  options: [{ flags: '--json', description: 'print them as JSON' }],

  async run(input) {
    const { system, options, print } = input;
    refuseElsewhere(system);
    refuseWithoutRoot(input);
    const overview = await withBootPartition(system, 'read', (boot) =>
      readOverview({ system, folder: systemFolder, boot }, readBooted(system.files).generation),
    );
    print(
      options.json === true ? JSON.stringify(overview, undefined, 2) : renderOverview(overview),
    );
    return exitCodes.ok;
  },
};
