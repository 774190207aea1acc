import { OperationError } from '../errors.ts';
import { parseGroup, parsePasswd } from '../facts/accounts.ts';
import type { Owner } from './action.ts';
import type { FileSystem } from './system.ts';

/**
 * Numbers of an owner, looked up when the action is performed: the account may be as new as the file.
 * @throws OperationError for a name that does not exist.
 */
export function resolveOwner(files: FileSystem, owner: Owner = {}): { uid: number; gid: number } {
  const user = find('user', owner.user, () =>
    parsePasswd(files.read('/etc/passwd')?.toString() ?? ''),
  );
  const group = find('group', owner.group, () =>
    parseGroup(files.read('/etc/group')?.toString() ?? ''),
  );

  return { uid: user?.uid ?? 0, gid: group?.gid ?? user?.gid ?? 0 };
}

interface Entry {
  readonly name: string;
  readonly uid?: number;
  readonly gid: number;
}

function find(
  kind: 'user' | 'group',
  wanted: string | undefined,
  entries: () => Entry[],
): Entry | undefined {
  if (wanted === undefined || wanted === '') {
    return undefined;
  }

  const known = entries();
  const entry = known.find(({ name }) => name === wanted);
  if (entry !== undefined) {
    return entry;
  }
  if (!/^[0-9]+$/.test(wanted)) {
    throw new OperationError(`no ${kind} ${wanted} on this system`);
  }

  const id = Number(wanted);
  const byNumber = known.find(({ uid, gid }) => (kind === 'user' ? uid : gid) === id);
  return (
    byNumber ?? (kind === 'user' ? { name: wanted, uid: id, gid: 0 } : { name: wanted, gid: id })
  );
}
