import type { NodeConfig } from '../config/schema.ts';
import type { Applier } from './applier.ts';
import { ensureAbsent, ensureFile, isAsWanted } from './ensure.ts';
import { originAt } from './origin.ts';
import { accountName } from './users.ts';

const path = '/etc/sudoers.d/90-k3os-users';
/** sudo ignores names with a dot, so a draft that does not parse cannot take sudo away from everyone. */
const draft = `${path}.draft`;

export const sudoers: Applier = {
  id: 'sudoers',
  actions: 'in-order',

  needs() {
    return { files: [path, draft] };
  },

  plan(config, context) {
    const { facts } = context;
    const rules = rulesOf(config);
    if (rules.length === 0) {
      return { actions: ensureAbsent(facts, { path }) };
    }

    const file = { content: `${rules.join('\n')}\n`, mode: 0o440 };
    if (isAsWanted(facts, { path, ...file })) {
      return { actions: [] };
    }
    const origin = originAt(context, ['users']);
    if (!facts.live) {
      return { actions: ensureFile(facts, { path, ...file, ...origin }) };
    }
    return {
      actions: [
        { kind: 'write', path: draft, ...file, ...origin },
        { kind: 'run', argv: ['visudo', '--check', `--file=${draft}`], ...origin },
        { kind: 'run', argv: ['mv', draft, path], ...origin },
      ],
    };
  },
};

function rulesOf({ users = [] }: NodeConfig): string[] {
  return users.flatMap((user) =>
    (user.sudo ?? [])
      .filter((rule) => rule.trim() !== '')
      .map((rule) => `${accountName(user)} ${rule.trim()}`),
  );
}
