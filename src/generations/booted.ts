import type { FileSystem } from '../effects/system.ts';
import { parseKernelCmdline } from '../lib/kernel-cmdline.ts';

/** What the boot loader says it has started. */
export interface Booted {
  /** Undefined on a node that runs from a medium or the network. */
  readonly generation?: number;
  /** UUID of the file system that it was loaded from. */
  readonly state?: string;
  readonly onTrial: boolean;
}

export function readBooted(files: FileSystem): Booted {
  const words = parseKernelCmdline(files.read('/proc/cmdline')?.toString() ?? '');
  const last = (key: string) => words.findLast((word) => word.key === key && !word.bare)?.value;
  const generation = last('k3os.gen') ?? '';
  const state = last('k3os.state');
  return {
    ...(/^[1-9]\d{0,8}$/.test(generation) ? { generation: Number(generation) } : {}),
    ...(state === undefined ? {} : { state }),
    onTrial: last('k3os.trial') === '1',
  };
}
