import type { FileSystem } from '../effects/system.ts';

/** Why a generation was given up; on what persists, so that it is known in the generation that runs instead. */
const folder = '/var/lib/rancher/k3os/generations';

export function writeFailure(files: FileSystem, number: number, reason: string): void {
  files.writeAtomically(`${folder}/${number}.failed`, `${reason}\n`, { mode: 0o644 });
}

export function removeFailure(files: FileSystem, number: number): void {
  files.remove(`${folder}/${number}.failed`);
}

export function readFailure(files: FileSystem, number: number): string | undefined {
  try {
    return files
      .read(`${folder}/${number}.failed`, 64 * 1024)
      ?.toString()
      .trim()
      .split('\n')[0];
  } catch {
    // The reason is for people; that it is lost changes nothing.
    return undefined;
  }
}
