import { prepareRoot } from '../boot/init.ts';
import { places } from '../boot/places.ts';
import { exitCodes, OperationError, reasonOf } from '../errors.ts';
import { runPhase } from '../run/run-phase.ts';
import type { Command, CommandInput } from './command.ts';
import { openNextRoot } from './open-system.ts';

export const init: Command = {
  name: 'init',
  summary: 'prepare the root of this boot and apply the initrd phase to it (used by the initrd)',
  hidden: true,

  async run({ system, print }) {
    if (system.files.read('/run/k3os/mode') !== undefined || process.ppid !== 1) {
      throw new OperationError('init is what the initrd calls, on a running node it is not needed');
    }
    await prepareRoot({ system, print });
    await applyInitrdPhase(print);
    return exitCodes.ok;
  },
};

/** In the same process, since starting another one takes longer. A failure is told and reported; a node that boots can be mended. */
async function applyInitrdPhase(print: CommandInput['print']): Promise<void> {
  try {
    await runPhase({ system: openNextRoot(places.root), phase: 'initrd', print });
  } catch (error) {
    print(`k3os initrd: FAILED: ${reasonOf(error)}`);
  }
}
