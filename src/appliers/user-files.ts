import type { NodeConfig } from '../config/schema.ts';
import { pathOf } from './file-entry.ts';

/**
 * True when `write_files` gives this whole file. The user's file then wins and the applier that would have
 * written it stays away: k3OS wrote the user's files last, and configurations rely on that.
 */
export function isUserFile({ writeFiles = [] }: NodeConfig, path: string): boolean {
  return writeFiles.some((file) => file.append !== true && pathOf(file) === path);
}

export function leftToUser(key: string, path: string): string {
  return `${key} does not change ${path}: write_files gives that file`;
}
