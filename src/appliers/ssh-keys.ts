import type { NodeConfig } from '../config/schema.ts';
import type { Action, KeySource } from '../effects/action.ts';
import type { Facts } from '../facts/facts.ts';
import { managedKeys, parseKeyCache, renderAuthorizedKeys } from '../lib/authorized-keys.ts';
import type { Applier, Plan, PlanContext } from './applier.ts';
import { ensureDirectory, ensureFile, textOf } from './ensure.ts';
import type { SortedKeys } from './key-sources.ts';
import { type Login, loginsOf } from './logins.ts';
import { located, originAt } from './origin.ts';
import { isUserFile, leftToUser } from './user-files.ts';
import { defaultUser } from './users.ts';

/**
 * Keys given in the configuration are in place before sshd starts; keys from URLs are added from what was
 * fetched last, and fetched again once per boot when the network is up. Nothing that fails takes a key away.
 */
export const sshKeys: Applier = {
  id: 'ssh-keys',

  needs(config) {
    const files = loginsOf(config).flatMap(({ path, keys }) => [
      path,
      folderOf(path),
      ...keys.remote.map(({ cache }) => cache),
    ]);
    return { files };
  },

  plan(config, context) {
    const plans = loginsOf(config).map((login) => planLogin(login, config, context));
    return {
      actions: plans.flatMap(({ actions }) => actions),
      problems: plans.flatMap(({ problems = [] }) => problems),
      notices: plans.flatMap(({ notices = [] }) => notices),
    };
  },
};

function planLogin(login: Login, config: NodeConfig, context: PlanContext): Plan {
  const { path, keys, key } = login;
  const problems = keys.unknown.map((entry) =>
    located(context, key, `${entry}: no such key provider, add it to k3os.key_providers`),
  );
  if (isUserFile(config, path)) {
    return {
      actions: [],
      problems,
      notices: [located(context, key, leftToUser('ssh_authorized_keys', path))],
    };
  }

  const folder = context.facts.file(folderOf(path))?.kind ?? 'directory';
  if (folder !== 'directory') {
    // Root must not write where a link of the user leads.
    const message = `${folderOf(path)} is no folder: no keys are written for ${login.user}`;
    return { actions: [], problems: [...problems, located(context, key, message)] };
  }

  const kept = keptKeys(login, config, context);
  if (kept !== undefined) {
    return { actions: [], problems, ...kept };
  }
  return {
    actions: [...writeKeys(login, context), ...fetchUnknown(login, context)],
    problems,
    notices: keys.remote
      .filter(({ url }) => url.startsWith('http:'))
      .map(({ spec }) =>
        located(context, key, `${spec}: fetched without TLS, anyone on the way can add keys`),
      ),
  };
}

/**
 * A configuration that no longer speaks of keys may be a broken one, and one that clears them while the account
 * has no password locks everyone out: both keep the keys of before.
 */
function keptKeys({ entries, path, user, key }: Login, config: NodeConfig, context: PlanContext) {
  const before = managedKeys(textOf(context.facts, path)).length;
  if (entries !== undefined && entries.length > 0) {
    return undefined;
  }
  if (before === 0) {
    return {};
  }

  // Entries that could not be used have an origin although they are not in the list.
  const isCleared = entries !== undefined && context.originOf([...key, 0]) === undefined;
  if (!isCleared) {
    return {
      notices: [`no usable ssh key is configured for ${user}: the ${before} of before stay`],
    };
  }
  const isLockOut = user === defaultUser && !config.k3os?.password;
  const message = `clearing the keys of ${user} without a password would lock everyone out: they stay`;
  return isLockOut ? { problems: [located(context, key, message)] } : undefined;
}

function writeKeys({ user, path, keys, key }: Login, context: PlanContext): Action[] {
  const { facts } = context;
  const content = renderAuthorizedKeys(textOf(facts, path), knownKeys(keys, path, facts));
  if (content === '' && facts.file(path) === undefined) {
    return [];
  }

  const owner = { user };
  const origin = originAt(context, key);
  return [
    ...ensureDirectory(facts, { path: folderOf(path), mode: 0o700, owner }),
    ...ensureFile(facts, { path, content, mode: 0o600, owner, ...origin }),
  ];
}

/** Until every source has told its keys once, those of before stay: they may be the only way in. */
function knownKeys({ local, remote, unknown }: SortedKeys, path: string, facts: Facts): string[] {
  const cached = remote.map(({ cache }) => parseKeyCache(textOf(facts, cache)).keys);
  const known = [...local, ...cached.flat()];
  const isOpen = cached.some(({ length }) => length === 0);
  const isEmpty = unknown.length > 0 && known.length === 0;
  return isOpen || isEmpty ? [...known, ...managedKeys(textOf(facts, path))] : known;
}

/** Each source once per boot; `k3os keys refresh` asks again for those that failed. */
function fetchUnknown({ user, path, keys, key }: Login, context: PlanContext): Action[] {
  const { facts, phase } = context;
  const { bootId } = facts;
  const fetched = keys.remote.filter((source) => isFetched(facts, source));
  const sources = keys.remote.filter((source) => !isFetched(facts, source));
  if (phase !== 'runtime' || sources.length === 0) {
    return [];
  }

  const known = fetched.flatMap(({ cache }) => parseKeyCache(textOf(facts, cache)).keys);
  const lines = [...keys.local, ...known];
  const origin = originAt(context, key);
  return [{ kind: 'fetch-keys', sources, bootId, keys: lines, path, owner: { user }, ...origin }];
}

function isFetched(facts: Facts, { cache }: KeySource): boolean {
  return parseKeyCache(textOf(facts, cache)).bootId === facts.bootId;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
