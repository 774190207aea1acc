import { hostAccelerator } from '../../../src/vm/host-accelerator.ts';
import { startMachine } from '../../../src/vm/machine.ts';
import type { MachineSpec } from '../../../src/vm/machine-spec.ts';
import { settled, started } from './stub-k3s.ts';

/** An emulated machine on a busy host takes minutes; this ends only what hangs. */
const bootMs = 600_000;
const settleMs = 300_000;

export interface Boot {
  /** From the start of the kernel to that of k3s. */
  readonly milliseconds: number;
  /** Megabytes (10^6 bytes) in use when the boot was over. */
  readonly used: number;
}

interface BootOptions {
  /** File for its console. */
  readonly log: string;
  readonly say: (line: string) => void;
}

/** Switches a machine on, and off when k3s has been started and all is quiet. */
export async function bootOnce(spec: MachineSpec, { log, say }: BootOptions): Promise<Boot> {
  const machine = startMachine(spec, { accelerator: await hostAccelerator(say), log });
  try {
    const [, uptime] = await machine.waitFor(started, bootMs);
    const [, used, missing] = await machine.waitFor(settled, settleMs);
    if (missing !== '') {
      throw new Error(`${spec.name} has started k3s, but these are not true:${missing}`);
    }
    return { milliseconds: Number(uptime) * 1000, used: (Number(used) * 1024) / 1e6 };
  } finally {
    await machine.cutPower();
    await machine.stop();
  }
}
