import type { System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';

/** Written by what prepares the root (initrd, sandbox) before anything else runs. */
const mark = '/run/k3os/mode';

/** Whether it runs k3os now; another Linux can be installed from. */
export function isNode({ files }: Pick<System, 'files'>): boolean {
  return files.status(mark) !== undefined;
}

/**
 * One word left out of `k3os config validate FILE` must not rename a laptop.
 * @throws OperationError on a running system that is no k3OS node
 */
export function refuseElsewhere(system: System): void {
  if (system.live && !isNode(system)) {
    throw new OperationError(
      `this is no k3OS node (it has no ${mark}), so nothing was changed; to check a file: k3os config validate FILE`,
    );
  }
}
