import { prepareRoot } from '../boot/init.ts';
import { exitCodes, OperationError } from '../errors.ts';
import type { Command } from './command.ts';

export const init: Command = {
  name: 'init',
  summary: 'prepare the root of this boot (used by the initrd)',
  hidden: true,

  async run({ system, print }) {
    if (system.files.read('/run/k3os/mode') !== undefined || process.ppid !== 1) {
      throw new OperationError('init is what the initrd calls, on a running node it is not needed');
    }
    await prepareRoot({ system, print });
    return exitCodes.ok;
  },
};
