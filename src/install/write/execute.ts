import { NodeError, OperationError } from '../../errors.ts';
import { describeStep } from '../plan/describe-plan.ts';
import type { Step, StepKind, StepOf } from '../plan/plan.ts';
import { writeBootEntry } from './boot-entry.ts';
import { checkBoot, checkState } from './check-result.ts';
import { clearBootSector, divide, findKept, formatBoot, formatState, nameState } from './divide.ts';
import { clearWorkplaces, type Installation, Progress, workplaces } from './progress.ts';
import { writeBoot, writeBootSector } from './write-boot.ts';
import { noteInstallation, writeState } from './write-state.ts';

type Perform<K extends StepKind> = (progress: Progress, step: StepOf<K>) => Promise<void>;

const performers: { [K in StepKind]: Perform<K> } = {
  'clear-boot-sector': clearBootSector,
  divide,
  'format-state': formatState,
  'format-boot': formatBoot,
  find: findKept,
  'write-state': writeState,
  'check-state': checkState,
  'note-installation': noteInstallation,
  'name-state': nameState,
  'write-boot': writeBoot,
  'write-boot-sector': writeBootSector,
  'check-boot': checkBoot,
  'boot-entry': writeBootEntry,
};

/** @throws OperationError naming the step; the disk can then be installed to again */
export async function execute(steps: readonly Step[], installation: Installation): Promise<void> {
  const { system, print } = installation;
  const progress = new Progress(installation);
  await clearWorkplaces(system);
  system.files.makeDirectory(workplaces.folder, { mode: 0o700 });
  try {
    for (const [index, step] of steps.entries()) {
      print(`${index + 1}/${steps.length} ${describeStep(step).split('\n')[0]}`);
      await perform(step, progress);
    }
  } finally {
    await progress.close();
    await clearWorkplaces(system);
  }
}

async function perform(step: Step, progress: Progress): Promise<void> {
  try {
    await (performers[step.kind] as Perform<StepKind>)(progress, step);
  } catch (cause) {
    if (!(cause instanceof NodeError)) {
      throw cause;
    }
    const { disk } = progress.installation;
    throw new OperationError(`installing to ${disk} failed (${step.kind}) and can be tried again`, {
      cause,
    });
  }
}
