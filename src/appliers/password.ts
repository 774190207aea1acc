import type { NodeConfig } from '../config/schema.ts';
import type { RunAction } from '../effects/action.ts';
import type { Facts } from '../facts/facts.ts';
import { digestOf } from '../lib/digest.ts';
import type { Applier, PlanContext } from './applier.ts';
import { textOf } from './ensure.ts';
import { located, originAt } from './origin.ts';
import { defaultUser } from './users.ts';
import { type WantedPassword, wantedPasswords } from './wanted-passwords.ts';

const shadow = '/etc/shadow';
const ledgerPrefix = 'password:';
const locked = 'locked';

/**
 * `k3os.password`, `chpasswd` and the passwords of `users`. Accounts of the image are locked and stay so without
 * one; what was set earlier in this boot and is configured no more is locked again.
 */
export const password: Applier = {
  id: 'password',

  needs() {
    return { files: [shadow] };
  },

  plan(config, context) {
    const { passwords, problems, notices } = wantedPasswords(config);
    const wanted = new Set(passwords.map(({ user }) => user));
    if (isUnusable(config, context)) {
      wanted.add(defaultUser);
    }
    const set = passwords.flatMap((entry) => setPassword(entry, context));
    const lock = [...context.facts.ledger]
      .filter(([key, value]) => key.startsWith(ledgerPrefix) && value !== locked)
      .map(([key]) => key.slice(ledgerPrefix.length))
      .filter((user) => !wanted.has(user))
      .map(lockAgain);

    return {
      actions: [...set, ...lock],
      problems: problems.map(({ key, message }) => located(context, key, message)),
      notices: notices.map(({ key, message }) => located(context, key, message)),
    };
  },
};

/** A mistake in the new password is no wish to have none: it must not lock the account. */
function isUnusable({ k3os }: NodeConfig, { originOf }: PlanContext): boolean {
  return k3os?.password === undefined && originOf(['k3os', 'password']) !== undefined;
}

/**
 * chpasswd reads `user:password` from stdin, so the password is in no argument list. A hash is compared with
 * /etc/shadow; a plain one cannot be, so the ledger remembers that it was set, salted with the boot.
 */
function setPassword(
  { user, password: wanted, key }: WantedPassword,
  context: PlanContext,
): RunAction[] {
  const { facts } = context;
  const isHash = wanted.startsWith('$');
  const record = { key: `${ledgerPrefix}${user}`, value: digestOf(facts.bootId, user, wanted) };
  if (
    facts.ledger.get(record.key) === record.value ||
    (isHash && shadowField(facts, user) === wanted)
  ) {
    return [];
  }

  const argv = isHash ? ['chpasswd', '-e'] : ['chpasswd'];
  const why = `password of ${user}`;
  return [
    { kind: 'run', argv, stdin: `${user}:${wanted}\n`, why, record, ...originAt(context, key) },
  ];
}

function lockAgain(user: string): RunAction {
  const record = { key: `${ledgerPrefix}${user}`, value: locked };
  return {
    kind: 'run',
    argv: ['usermod', '--lock', user],
    why: 'no password is configured any more',
    record,
  };
}

/** The second field of shadow(5). */
function shadowField(facts: Facts, user: string): string | undefined {
  const line = textOf(facts, shadow)
    .split('\n')
    .find((entry) => entry.startsWith(`${user}:`));
  return line?.split(':')[1];
}
