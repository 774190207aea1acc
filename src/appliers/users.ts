import type { NodeConfig } from '../config/schema.ts';
import type { Action } from '../effects/action.ts';
import type { Applier, PlanContext } from './applier.ts';
import { located, originAt } from './origin.ts';

export type User = NonNullable<NodeConfig['users']>[number];

/** The account every node has; cloud-init's `default` means it. */
export const defaultUser = 'rancher';

export function accountName({ name = '' }: { readonly name?: string | undefined }): string {
  return name === 'default' ? defaultUser : name;
}

export function homeOf(name: string): string {
  return `/home/${name}`;
}

/**
 * cloud-init's `users`. /etc/passwd is built anew at every boot while /home stays, so a user gets the number
 * that owns the home folder of that name, and users with a home come first: nobody inherits another's files.
 */
export const users: Applier = {
  id: 'users',

  needs({ users: wanted = [] }) {
    return { files: wanted.map((user) => homeOf(accountName(user))) };
  },

  plan({ users: wanted = [] }, context) {
    const numbered = wanted.map((user, index) => ({ user, index }));
    const usable = numbered.filter(({ user }) => !['', 'root'].includes(accountName(user)));
    const hasHome = ({ user }: { user: User }) =>
      context.facts.file(homeOf(accountName(user))) !== undefined;
    const ordered = [...usable.filter(hasHome), ...usable.filter((entry) => !hasHome(entry))];

    const groups = newGroups(
      usable.map(({ user }) => user),
      context,
    );
    const accounts = ordered.flatMap(({ user, index }) => planUser(user, index, context));
    const problems = numbered
      .filter(({ user }) => accountName(user) === 'root')
      .map(({ index }) => located(context, ['users', index], 'users: root stays locked, use sudo'));
    return { actions: [...groups, ...accounts], problems };
  },
};

function planUser(user: User, index: number, context: PlanContext): Action[] {
  const origin = originAt(context, ['users', index]);
  const actions = [
    ...createAccount(user, context),
    ...joinGroups(user, context),
    ...changeShell(user, context),
  ];
  return actions.map((action) => ({ ...action, ...origin }));
}

function createAccount(user: User, { facts }: PlanContext): Action[] {
  const name = accountName(user);
  if (facts.accounts.some((account) => account.name === name)) {
    return [];
  }

  const options = [
    ...(user.gecos ? ['--comment', user.gecos] : []),
    ...(user.shell ? ['--shell', user.shell] : []),
  ];
  const home = facts.file(homeOf(name));
  if (home === undefined) {
    return [{ kind: 'run', argv: ['useradd', '--create-home', '--user-group', ...options, name] }];
  }

  const { kind, uid, gid, mode } = home;
  if (kind !== 'directory' || uid === 0 || facts.accounts.some((account) => account.uid === uid)) {
    // Made by write_files or by hand before the account was known: its number says nothing.
    const owner = { user: name, group: name };
    const chown: Action = { kind: 'directory', path: homeOf(name), mode, owner };
    const argv = ['useradd', '--no-create-home', '--user-group', ...options, name];
    return [{ kind: 'run', argv }, ...(kind === 'directory' ? [chown] : [])];
  }

  const hasGroup = facts.groups.some((group) => group.gid === gid);
  const addGroup: Action = { kind: 'run', argv: ['groupadd', '--gid', `${gid}`, name] };
  const numbers = ['--uid', `${uid}`, '--gid', `${gid}`];
  const argv = ['useradd', '--no-create-home', ...numbers, ...options, name];
  return [...(hasGroup ? [] : [addGroup]), { kind: 'run', argv }];
}

/** Groups that users are to be in and nobody has made; of the system, so that no home's number is taken by one. */
function newGroups(wanted: readonly User[], { facts }: PlanContext): Action[] {
  const existing = new Set([...facts.groups.map(({ name }) => name), ...wanted.map(accountName)]);
  const names = new Set(wanted.flatMap(groupsOf).filter((name) => !existing.has(name)));
  return [...names].map((name) => ({ kind: 'run', argv: ['groupadd', '--system', name] }));
}

function joinGroups(user: User, { facts }: PlanContext): Action[] {
  const name = accountName(user);
  const missing = groupsOf(user).filter((group) => {
    const found = facts.groups.find((existing) => existing.name === group);
    return found?.members.includes(name) !== true;
  });
  const argv = ['usermod', '--append', '--groups', missing.join(','), name];
  return missing.length === 0 ? [] : [{ kind: 'run', argv }];
}

function groupsOf({ groups = [] }: User): string[] {
  return groups
    .flatMap((list) => list.split(','))
    .map((name) => name.trim())
    .filter(Boolean);
}

function changeShell(user: User, { facts }: PlanContext): Action[] {
  const name = accountName(user);
  const account = facts.accounts.find((existing) => existing.name === name);
  return account === undefined || !user.shell || account.shell === user.shell
    ? []
    : [{ kind: 'run', argv: ['usermod', '--shell', user.shell, name] }];
}
