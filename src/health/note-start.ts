import type { System } from '../effects/system.ts';
import { withBootPartition } from '../generations/boot-partition.ts';
import { allTries, type BootState } from '../generations/boot-state.ts';
import { changeBootState } from '../generations/change-state.ts';
import { repairLinks, wrongLinks } from '../generations/links.ts';
import { readFailure, writeFailure } from '../generations/outcomes.ts';
import { beforeMark, type SystemFolder, systemFolder } from '../generations/places.ts';
import { readBootState } from '../generations/read-generations.ts';
import { readStart, type Start, startNotice, writeStart } from '../generations/start.ts';
import { withStatePartition } from '../generations/state-partition.ts';
import { afterStart } from '../generations/transitions.ts';
import { reloadLogins, writeIssue } from '../run/issue.ts';

/**
 * Once a boot: what the boot loader has done becomes known. A trial that it has left is given up, so that it is not tried
 * again; the links are as they should be; the banner says what is unusual.
 */
export async function noteStart(system: System, running: number): Promise<void> {
  const { files } = system;
  if (readStart(files) !== undefined) {
    return;
  }
  const state = await settleState(system, running);
  await mendLinks(system, state, running);
  const start = startOf(system, state, running);
  writeStart(files, start);
  if (startNotice(files) !== undefined) {
    await tellLogins(system);
  }
}

export async function tellLogins(system: System): Promise<void> {
  writeIssue(system.files);
  await reloadLogins(system);
}

/** Most times there is nothing to change, and nothing is mounted for writing then. */
async function settleState(system: System, running: number): Promise<BootState> {
  const known = await withBootPartition(system, 'read', (boot) =>
    readBootState({ system, folder: systemFolder, boot }),
  );
  const next = afterStart(known.state, running);
  if (next === known.state && known.damage.length === 0) {
    return next;
  }
  if (known.state.trial !== undefined && next.trial === undefined) {
    keepReason(system, known.state.trial, known.state);
  }
  return withBootPartition(system, 'write', (boot) =>
    changeBootState({ system, folder: systemFolder, boot }, (state) => afterStart(state, running)),
  );
}

/** The generation itself may have left a better one. */
function keepReason({ files }: System, trial: number, { tries }: BootState): void {
  if (readFailure(files, trial) === undefined) {
    const reason =
      tries === 0
        ? `it did not come up in ${allTries} starts`
        : 'another generation was started instead: its files could not be loaded or its tries not be counted, or somebody chose so in the boot menu';
    writeFailure(files, trial, reason);
  }
}

async function mendLinks(system: System, state: BootState, running: number): Promise<void> {
  const folder: SystemFolder = { system, folder: systemFolder };
  if (wrongLinks(folder, state, running).length > 0) {
    await withStatePartition(system, (writable) =>
      repairLinks({ system, folder: writable }, state, running),
    );
  }
}

function startOf({ files }: System, { good, trial, failed }: BootState, running: number): Start {
  const reason = failed === undefined ? undefined : readFailure(files, failed);
  const before = files.read(`${systemFolder}/${beforeMark}`)?.toString().trim();
  return {
    running,
    ...(trial === running && good !== undefined ? { onTrialAgainst: good } : {}),
    ...(trial === running && good === undefined && before ? { onTrialBeside: before } : {}),
    ...(failed === undefined
      ? {}
      : { failed: { number: failed, reason: reason ?? 'the cause is not known' } }),
  };
}
