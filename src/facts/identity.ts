import type { FileSystem } from '../effects/system.ts';
import { textOf } from './look.ts';

/** Of this boot; another one after each start of the kernel. */
export function bootIdOf(files: FileSystem): string {
  return textOf(files, '/proc/sys/kernel/random/boot_id') ?? 'unknown';
}

/** 32 hex digits; undefined before it was generated, and for a damaged one, which others may have as well. */
export function machineIdOf(files: FileSystem): string | undefined {
  const text = textOf(files, '/etc/machine-id');
  return text !== undefined && /^[0-9a-f]{32}$/.test(text) ? text : undefined;
}

/** `v1.36.4+k3s1`: `current` is a link to the version's folder. */
export function k3sVersionOf(files: FileSystem): string | undefined {
  return files.status('/k3os/system/k3s/current')?.target?.split('/').filter(Boolean).at(-1);
}
