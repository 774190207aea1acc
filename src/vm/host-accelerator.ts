import { project } from '../dev/build.ts';
import { cached, cacheFolder } from '../image/build/cache.ts';
import { kernelStage } from '../image/kernel/kernel.ts';
import { ownArchitecture } from '../lib/architecture.ts';
import { chooseAccelerator } from './accelerator.ts';
import type { Accelerator } from './argv.ts';

type Say = (line: string) => void;

/** Folder of the kernel that images are made with; the probe for KVM boots it too. */
export async function imageKernel(say: Say): Promise<string> {
  const options = { project, architecture: ownArchitecture, progress: say };
  return cached(cacheFolder(), kernelStage(options));
}

export async function hostAccelerator(say: Say): Promise<Accelerator> {
  return chooseAccelerator({ cache: cacheFolder(), kernel: () => imageKernel(say), say });
}
