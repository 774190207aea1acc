import { posix } from 'node:path';
import type { NodeConfig } from '../config/schema.ts';
import type { Owner } from '../effects/action.ts';
import type { FileFact } from '../facts/facts.ts';

export type FileEntry = NonNullable<NodeConfig['writeFiles']>[number];

/** Kernel interfaces, not files: settings there have keys of their own. */
const refused = /^\/(proc|sys|dev)(\/|$)/;

/** Normalised, so that `/a/../etc/x` and `/etc/x` are one file; `..` at the top stays at the top. */
export function pathOf({ path = '' }: FileEntry): string {
  return posix.normalize(path);
}

/** Why nothing can be written there; undefined when it can. */
export function refusal(path: string, found: FileFact | undefined): string | undefined {
  if (!path.startsWith('/') || path.endsWith('/')) {
    return 'is no path of a file';
  }
  if (refused.test(path)) {
    return 'is not a place for files: use k3os.sysctls or run_cmd';
  }

  const kinds = {
    file: undefined,
    link: undefined,
    directory: 'is a directory',
    other: 'is no regular file',
  };
  return found === undefined ? undefined : kinds[found.kind];
}

/** `0644`, `644`, `0o4755`: setuid and its like only by a digit of their own. */
export function modeOf({ permissions = '' }: FileEntry): number {
  return permissions === '' ? 0o644 : Number.parseInt(permissions.replace(/^0o/, ''), 8);
}

/** `user`, `user:group`, `:group`; undefined for root. */
export function ownerOf({ owner = '' }: FileEntry): Owner | undefined {
  const [user = '', group = ''] = owner.split(':');
  return owner === '' ? undefined : { ...(user && { user }), ...(group && { group }) };
}
