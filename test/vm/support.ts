import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { project } from '../../src/dev/build.ts';
import { makeGuest } from '../../src/vm/guest.ts';
import { hostAccelerator, imageKernel } from '../../src/vm/host-accelerator.ts';
import { type Machine, type MachineOptions, startMachine } from '../../src/vm/machine.ts';
import type { DirectKernel, MachineSpec } from '../../src/vm/machine-spec.ts';
import { tempRoot } from '../support/temp-root.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);

export interface VmOptions extends Pick<MachineOptions, 'allow'> {
  /** The test is about how it fails, and looks at that itself. */
  readonly doomed?: boolean;
}

/**
 * Switches a machine on for the test that runs. When that has ended the machine is switched off, and what its console
 * showed meanwhile counts: a line on the deny list fails the test, whether somebody waited or not.
 */
export async function startVm(
  spec: MachineSpec,
  { allow = [], doomed = false }: VmOptions = {},
): Promise<Machine> {
  const log = join(project, 'dist/vm', `${spec.name}.log`);
  const machine = startMachine(spec, { accelerator: await hostAccelerator(say), allow, log });
  onTestFinished(async ({ task }) => {
    await machine.stop();
    const failure = machine.console.failure();
    if (failure !== undefined && !doomed && task.result?.state !== 'fail') {
      throw failure;
    }
  });
  return machine;
}

/** A kernel with a shell, which runs a script as its first process. */
export async function guest(script: string): Promise<DirectKernel> {
  const folder = tempRoot().path;
  return makeGuest({ kernel: await imageKernel(say), folder, script });
}
