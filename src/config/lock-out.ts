import { isWholeHash } from '../lib/password-hash.ts';
import type { Problem } from './problem.ts';
import type { NodeConfig } from './schema.ts';

/** A node that nobody can log in to can only be repaired by reinstalling it. */
export function checkLockOut(
  { sshAuthorizedKeys = [], k3os, users = [], chpasswd }: NodeConfig,
  files: readonly string[],
): Problem[] {
  const keys = [...sshAuthorizedKeys, ...users.flatMap((user) => user.sshAuthorizedKeys ?? [])];
  const given = [
    k3os?.password,
    ...users.map(({ passwd, lockPasswd = true }) => (lockPasswd ? undefined : passwd)),
    ...(chpasswd?.users ?? []).map(({ password }) => password),
  ].filter((password) => password !== undefined);
  const passwords = given.filter(isWholeHash);

  if (keys.length > 0 || passwords.length > 0) {
    return [];
  }
  const file = files.at(-1);
  const all = files.length > 1 ? `${files.join(', ')} together` : 'this configuration alone';
  const message =
    `nobody can log in to a node with ${all}: ` +
    (given.length > 0 ? 'what is given as a password is the hash of none (cut short?); ' : '') +
    'give ssh_authorized_keys or k3os.password here or in another source';
  return [{ severity: 'warning', ...(file === undefined ? {} : { file }), message }];
}
