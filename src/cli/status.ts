import { readStatus, renderStatus, statusExitCodes } from '../run/status.ts';
import type { Command } from './command.ts';

const pollMs = 250;

export const status: Command = {
  name: 'status',
  summary: 'say how the boot went, and why it is degraded when it is',
  options: [
    { flags: '--wait', description: 'wait until the runtime phase has ended' },
    { flags: '--json', description: 'print the status as JSON' },
  ],

  async run({ system, options, print }) {
    let node = readStatus(system.files);
    while (options.wait === true && node.state === 'starting') {
      await system.clock.sleep(pollMs);
      node = readStatus(system.files);
    }

    print(options.json === true ? JSON.stringify(node, undefined, 2) : renderStatus(node));
    return statusExitCodes[node.state];
  },
};
