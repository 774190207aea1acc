import { parseArgs } from 'node:util';
import { UsageError } from '../errors.ts';
import type { Firmware } from './machine-spec.ts';

export interface VmOptions {
  readonly firmware: Firmware;
  /** MiB */
  readonly memory: number;
  /** Undefined: built from this checkout. */
  readonly iso: string | undefined;
  /** Put into a copy of the ISO. */
  readonly config: string | undefined;
  /** Path or URL[#sha256] of the k3s in the image that is built; undefined: the stand-in. */
  readonly k3s: string | undefined;
}

const smallest = 256;

export const vmUsage = `usage: npm start -- --vm [OPTION...]
Boots the ISO in a virtual machine, with its serial console in this terminal. Ctrl-A X switches it off.
  --config FILE          configuration of the node
  --iso FILE             another ISO than that of this checkout, which is built if need be
  --k3s PATH|URL[#SHA256]  k3s binary of the ISO that is built; without it a stand-in that runs no containers
  --memory MIB           memory of the machine (default 2048)
  --uefi                 UEFI firmware instead of a BIOS`;

export function parseVmOptions(words: readonly string[]): VmOptions {
  const values = parse(words);
  if (values.iso !== undefined && values.k3s !== undefined) {
    throw new UsageError('--k3s goes into the ISO that is built; with --iso there is none');
  }
  return {
    firmware: values.uefi ? 'uefi' : 'bios',
    memory: memoryOf(values.memory ?? '2048'),
    iso: values.iso,
    config: values.config,
    k3s: values.k3s,
  };
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    ...{ vm: flag, uefi: flag },
    ...{ memory: text, iso: text, config: text, k3s: text },
  };
  try {
    return parseArgs({ args: [...words], options, strict: true }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${vmUsage}`);
  }
}

function memoryOf(text: string): number {
  const memory = Number(text);
  if (!Number.isInteger(memory) || memory < smallest) {
    throw new UsageError(`--memory ${text}: must be a whole number of MiB from ${smallest} on`);
  }
  return memory;
}
