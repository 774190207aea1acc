import type { Asker } from '../../effects/ask.ts';
import { OperationError } from '../../errors.ts';
import { shownSize } from '../../lib/size-bounds.ts';
import type { InstallSettings } from '../settings.ts';
import { listDisks, objectionTo } from './choose-disk.ts';
import type { Disk } from './disks.ts';

/** One that holds a k3os already is offered, since a person can be asked whether it may go. */
export async function askDisk(
  disks: readonly Disk[],
  settings: InstallSettings,
  ask: Asker,
): Promise<Disk> {
  const usable = disks.filter(
    (disk) => objectionTo(disk, { ...settings, device: disk.path, force: true }) === undefined,
  );
  if (usable.length === 0) {
    throw new OperationError(`no disk can be installed to:\n${listDisks(disks, settings)}`);
  }
  return ask.choose(
    'Which disk? All that is on it will be lost.',
    usable.map((disk) => ({ name: described(disk), value: disk })),
  );
}

function described({ path, bytes, types, model, serial, volumes }: Disk): string {
  const found = volumes.flatMap(({ label }) => (label === undefined ? [] : [label]));
  const contents = found.length === 0 ? '' : `, holds ${[...new Set(found)].join(' ')}`;
  const known = [types.join(' '), model, serial].filter((text) => text !== undefined);
  return `${path}  ${shownSize(bytes)} ${known.join(' ')}${contents}`;
}

/** Nobody types the name of a disk by mistake. @throws OperationError for another answer */
export async function confirmDisk({ path }: Disk, ask: Asker): Promise<void> {
  const short = path.replace('/dev/', '');
  const answer = await ask.text({
    message: `Type ${short} to erase the disk and install; anything else stops`,
  });
  if (answer !== short && answer !== path) {
    throw new OperationError('stopped, nothing was changed');
  }
}
