import type { NodeConfig } from '../config/schema.ts';
import { type SortedKeys, sortKeys } from './key-sources.ts';
import { accountName, defaultUser, homeOf } from './users.ts';

/** Whose keys may log in as one account. */
export interface Login {
  readonly user: string;
  /** Of the authorized_keys file. */
  readonly path: string;
  /** Undefined: the configuration does not speak about this account's keys. */
  readonly entries: readonly string[] | undefined;
  readonly keys: SortedKeys;
  /** Where in the configuration they are. */
  readonly key: readonly (string | number)[];
}

interface Mention {
  readonly user: string;
  readonly entries: readonly string[] | undefined;
  readonly key: Login['key'];
}

/** One for rancher, and one for each further account; what several places say of one account is put together. */
export function loginsOf(config: NodeConfig): Login[] {
  const mentions: Mention[] = [
    { user: defaultUser, entries: config.sshAuthorizedKeys, key: ['sshAuthorizedKeys'] },
    ...(config.users ?? []).map((user, index) => ({
      user: accountName(user),
      entries: user.sshAuthorizedKeys,
      key: ['users', index, 'sshAuthorizedKeys'],
    })),
  ];

  const byUser = Map.groupBy(mentions, ({ user }) => user);
  byUser.delete('');
  byUser.delete('root');
  return [...byUser].map(([user, all]) => loginOf(user, all, config.k3os?.keyProviders));
}

function loginOf(
  user: string,
  mentions: readonly Mention[],
  providers: Readonly<Record<string, string>> | undefined,
): Login {
  const given = mentions.filter(({ entries }) => entries !== undefined);
  const entries =
    given.length === 0 ? undefined : given.flatMap((mention) => mention.entries ?? []);
  return {
    user,
    path: `${homeOf(user)}/.ssh/authorized_keys`,
    entries,
    keys: sortKeys(entries ?? [], providers),
    key: given[0]?.key ?? ['sshAuthorizedKeys'],
  };
}
