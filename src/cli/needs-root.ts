import { OperationError } from '../errors.ts';
import type { CommandInput } from './command.ts';

/** One line instead of one for each file that cannot be read or written, and of a wrong answer in between. */
export function refuseWithoutRoot({ system, uid = 0 }: Pick<CommandInput, 'system' | 'uid'>): void {
  if (system.live && uid !== 0) {
    throw new OperationError('this command needs root: run it with sudo');
  }
}
