import type { System } from '../../effects/system.ts';
import { OperationError } from '../../errors.ts';
import { clearWorkplaces, workplaces } from '../write/progress.ts';
import { notStarted } from '../write/write-state.ts';
import { stateOf } from './choose-disk.ts';
import type { Disk } from './disks.ts';

/**
 * A machine that starts from its medium again and again, which says `force`, would install again and again, and never be a node.
 * @throws OperationError when nothing has been started from the disk since the last installation
 */
export async function refuseLoop(system: System, { path, volumes }: Disk): Promise<void> {
  const state = stateOf(volumes);
  if (state === undefined || !(await isNew(system, state.path))) {
    return;
  }
  throw new OperationError(
    `${path} has been installed to, and nothing was started from it since: take the medium away, or have the firmware start from ${path}; sudo k3os install ${path} --force installs anew`,
  );
}

/** What cannot be mounted is damaged: a reason to install anew. */
async function isNew(system: System, device: string): Promise<boolean> {
  await clearWorkplaces(system);
  system.files.makeDirectory(workplaces.state, { mode: 0o700 });
  // Not even the journal is written.
  const mount = ['mount', '-t', 'ext4', '-o', 'ro,noload', device, workplaces.state];
  const { status } = await system.exec(mount);
  const found =
    status === 0 && system.files.status(`${workplaces.state}${notStarted}`) !== undefined;
  await clearWorkplaces(system);
  return found;
}
