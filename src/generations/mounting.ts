import type { System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';

/** Runs a program that has to succeed, and answers its output. @throws OperationError with what it said */
export async function must({ exec }: System, argv: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await exec(argv);
  if (status !== 0) {
    throw new OperationError(`${argv.join(' ')}: ${stderr.trim() || `status ${status}`}`);
  }
  return stdout;
}

interface Mount {
  readonly point: string;
  readonly device: string;
  readonly type: string;
  readonly options: string;
}

/** Runs `work` while something is mounted, and answers what it does. Whoever calls holds a lock for the mount point. */
export async function whileMounted<T>(
  system: System,
  { point, device, type, options }: Mount,
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  system.files.makeDirectory(point, { mode: 0o700 });
  await must(system, ['mount', '-t', type, '-o', options, device, point]);
  try {
    return await work(point);
  } finally {
    await must(system, ['umount', point]);
  }
}
