import type { NodeConfig } from '../config/schema.ts';
import { accountName, defaultUser } from './users.ts';

export interface WantedPassword {
  readonly user: string;
  /** Plain, or a hash when it starts with `$`. */
  readonly password: string;
  /** Where in the configuration it is. */
  readonly key: readonly (string | number)[];
}

interface Remark {
  readonly key: WantedPassword['key'];
  readonly message: string;
}

export interface WantedPasswords {
  /** One a user: `chpasswd` before `k3os.password` before `users`. */
  readonly passwords: readonly WantedPassword[];
  readonly problems: readonly Remark[];
  readonly notices: readonly Remark[];
}

export function wantedPasswords(config: NodeConfig): WantedPasswords {
  const own = config.k3os?.password;
  const fromUsers = (config.users ?? []).map((user, index) => ({ ...user, key: ['users', index] }));
  const fromChpasswd = (config.chpasswd?.users ?? []).map((entry, index) => ({
    ...entry,
    key: ['chpasswd', 'users', index],
  }));

  const all: WantedPassword[] = [
    // As in cloud-init an account is locked, whatever its passwd, unless `lock_passwd: false`.
    ...fromUsers
      .filter(({ lockPasswd }) => lockPasswd === false)
      .map((user) => ({ user: accountName(user), password: user.passwd ?? '', key: user.key })),
    { user: defaultUser, password: own ?? '', key: ['k3os', 'password'] },
    ...fromChpasswd
      .filter((entry) => !isMixedUp(entry))
      .map((entry) => ({
        user: accountName(entry),
        password: entry.password ?? '',
        key: entry.key,
      })),
  ];

  const usable = all.filter(
    ({ user, password }) => password !== '' && !['', 'root'].includes(user),
  );
  const lastOfUser = new Map(usable.map((entry) => [entry.user, entry]));
  return {
    passwords: [...lastOfUser.values()],
    problems: fromChpasswd.filter(isMixedUp).map(({ name = '?', type, key }) => ({
      key,
      message: `chpasswd.users: ${name}: ${mixUp(type)}`,
    })),
    notices: [...unused(fromUsers), ...expiry(config)],
  };
}

function isMixedUp({
  password = '',
  type,
}: {
  password?: string | undefined;
  type?: string | undefined;
}) {
  return password !== '' && (type === 'hash') !== password.startsWith('$');
}

function mixUp(type: string | undefined): string {
  return type === 'hash'
    ? 'type is hash, but the password is none such as $6$salt$hash'
    : 'the password is a hash, so type: hash must be said';
}

function unused(
  users: readonly (NonNullable<NodeConfig['users']>[number] & Pick<Remark, 'key'>)[],
): Remark[] {
  return users
    .filter(({ passwd, lockPasswd }) => passwd && lockPasswd !== false)
    .map((user) => ({
      key: user.key,
      message: `users: passwd of ${accountName(user)} is not used without lock_passwd: false`,
    }));
}

/** /etc is built anew at every boot: a password changed at login would be asked for again and again. */
function expiry({ chpasswd }: NodeConfig): Remark[] {
  const message =
    'chpasswd.expire has no effect: passwords come from the configuration at every boot';
  return chpasswd?.expire === true ? [{ key: ['chpasswd', 'expire'], message }] : [];
}
