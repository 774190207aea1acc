import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reasonOf } from '../errors.ts';
import type { Accelerator } from './argv.ts';
import { makeGuest } from './guest.ts';
import { startMachine } from './machine.ts';

/** With KVM a kernel is up after a second. Where it hangs, the first run after a start of the host pays this once. */
const probeMs = 10_000;

interface Choice {
  /** Hardware, kernel and rights may be others after the host's next start. */
  readonly bootId: string;
  readonly accelerator: Accelerator;
}

export interface AcceleratorOptions {
  readonly cache: string;
  /** Folder of the kernel stage of an image; asked for only when it is needed. */
  readonly kernel: () => Promise<string>;
  readonly say: (line: string) => void;
}

/** KVM if a real kernel boots with it: the device may be there and firmware may run, and Linux hangs all the same. */
export async function chooseAccelerator(options: AcceleratorOptions): Promise<Accelerator> {
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const file = join(options.cache, 'accelerator.json');
  const known = readChoice(file);
  if (known?.bootId === bootId) {
    return known.accelerator;
  }

  const reason = deviceProblem() ?? (await bootProblem(await options.kernel()));
  const choice: Choice = { bootId, accelerator: reason === undefined ? 'kvm' : 'tcg' };
  mkdirSync(options.cache, { recursive: true });
  writeFileSync(file, `${JSON.stringify(choice)}\n`);
  if (reason !== undefined) {
    options.say(`virtual machines are emulated, which is slow; no KVM here: ${reason}`);
  }
  return choice.accelerator;
}

function readChoice(file: string): Choice | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Choice;
  } catch {
    return undefined;
  }
}

function deviceProblem(): string | undefined {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

async function bootProblem(kernelFolder: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'k3os-kvm-'));
  try {
    const script = 'echo guest-runs; exec poweroff -f';
    const kernel = await makeGuest({ kernel: kernelFolder, folder, script });
    const machine = startMachine({ name: 'kvm', memory: 256, kernel }, { accelerator: 'kvm' });
    try {
      await machine.waitFor(/^guest-runs/, probeMs);
      await machine.ended(probeMs);
      return undefined;
    } catch (error) {
      return reasonOf(error).split('\n')[0];
    } finally {
      await machine.cutPower();
      await machine.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
