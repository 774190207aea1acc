import type { System } from '../effects/system.ts';
import { reasonOf } from '../errors.ts';
import { withBootPartition } from '../generations/boot-partition.ts';
import type { BootState } from '../generations/boot-state.ts';
import { changeBootState } from '../generations/change-state.ts';
import { collectGarbage } from '../generations/collect.ts';
import { repairLinks } from '../generations/links.ts';
import { removeFailure, writeFailure } from '../generations/outcomes.ts';
import { systemFolder } from '../generations/places.ts';
import { writeStart } from '../generations/start.ts';
import { withStatePartition } from '../generations/state-partition.ts';
import { commit, giveUp } from '../generations/transitions.ts';
import { tellLogins } from './note-start.ts';

type Warn = (line: string) => void;

/**
 * From here on `running` is what starts. What follows that is of no weight: what could not be tidied is tidied after the next
 * trial.
 * @throws OperationError when it could not be written; the guard of the trial is still there then
 */
export async function makeGood(system: System, running: number, warn: Warn): Promise<void> {
  const state = await change(system, running, (open) => commit(open, running));
  await endGuard(system);
  try {
    if (state.good === running) {
      removeFailure(system.files, running);
      await withStatePartition(system, (folder) => tidy(system, folder, state, running));
    }
    writeStart(system.files, { running });
    await tellLogins(system);
  } catch (error) {
    warn(
      `k3os health: generation ${running} is good, but not all could be tidied up: ${reasonOf(error)}`,
    );
  }
}

/** From the next start on the one before runs; that start begins here. */
export async function giveUpTrial(
  system: System,
  running: number,
  reason: string,
  warn: Warn,
): Promise<void> {
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      // The boot loader has counted this start, so that the machine gets back all the same.
      warn(`k3os health: generation ${running} is given up: ${reasonOf(error)}`);
      return undefined;
    }
  };
  await attempt(() => writeFailure(system.files, running, reason));
  const state = await attempt(() => change(system, running, giveUp));
  const next = state?.good === undefined ? 'what was there before' : `generation ${state.good}`;
  const text = `k3os: generation ${running} did not come up and is given up: ${reason}\nk3os: restarting with ${next}`;
  await system.exec(['/usr/lib/k3os/tell-consoles'], { stdin: text });
  await system.exec(['reboot']);
}

/** Nothing where somebody has ended the trial by hand meanwhile. */
function change(
  system: System,
  running: number,
  next: (state: BootState) => BootState,
): Promise<BootState> {
  return withBootPartition(system, 'write', (boot) =>
    changeBootState({ system, folder: systemFolder, boot }, (state) =>
      state.trial === running ? next(state) : state,
    ),
  );
}

async function tidy(
  system: System,
  folder: string,
  state: BootState,
  running: number,
): Promise<void> {
  repairLinks({ system, folder }, state, running);
  await collectGarbage({ system, folder }, state, running);
}

/** Started by the initrd; it would restart the machine. */
async function endGuard({ files, exec }: System): Promise<void> {
  const path = '/run/k3os/trial-guard.pid';
  const pid = files.read(path)?.toString().trim() ?? '';
  const words = /^\d+$/.test(pid) ? (files.read(`/proc/${pid}/cmdline`)?.toString() ?? '') : '';
  // Its number may be another's by now.
  if (words.includes('trial-guard')) {
    await exec(['kill', pid]);
  }
  files.remove(path);
}
