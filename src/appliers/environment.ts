import { singleQuote } from '../lib/shell-quote.ts';
import type { Applier } from './applier.ts';
import { ensureAbsent, ensureFile, textOf } from './ensure.ts';
import { located, originAt } from './origin.ts';
import { isUserFile, leftToUser } from './user-files.ts';

const path = '/etc/environment';
const shipped = '/usr/etc/environment';
const profile = '/etc/profile.d/k3os-environment.sh';

/**
 * Environment of logins and services; k3s gets its own file. Values are proxies with passwords as often as not,
 * so only root reads /etc/environment (pam_env and the services do that as root), and besides root only rancher
 * the script for login shells, which carries what pam_env cannot: it knows no escapes.
 */
export const environment: Applier = {
  id: 'environment',

  needs() {
    return { files: [path, shipped, profile] };
  },

  plan(config, context) {
    const { facts } = context;
    const entries = Object.entries(config.k3os?.environment ?? {});
    const origin = originAt(context, ['k3os', 'environment']);
    const secret = { secret: true };
    const base = textOf(facts, shipped);

    if (entries.length === 0) {
      const wasOurs = facts.file(profile) !== undefined && !isUserFile(config, path);
      const restored = wasOurs ? ensureFile(facts, { path, content: base, mode: 0o644 }) : [];
      return { actions: [...restored, ...ensureAbsent(facts, { path: profile })] };
    }

    const owner = { user: 'root', group: 'rancher' };
    const script = `${entries.map(([key, value]) => `export ${key}=${singleQuote(value)}`).join('\n')}\n`;
    const login = { path: profile, content: script, mode: 0o640, owner, ...secret, ...origin };
    const all = { path, content: merged(base, entries), mode: 0o600, ...secret, ...origin };
    const isUsers = isUserFile(config, path);
    const notice = located(context, ['k3os', 'environment'], leftToUser('k3os.environment', path));
    return {
      actions: [...ensureFile(facts, login), ...(isUsers ? [] : ensureFile(facts, all))],
      notices: isUsers ? [notice] : [],
    };
  },
};

function merged(base: string, entries: readonly (readonly [string, string])[]): string {
  const names = new Set(entries.map(([key]) => key));
  const kept = base
    .split('\n')
    .filter((line) => line !== '' && !names.has(line.split('=')[0] ?? ''));
  const own = entries
    .filter(([, value]) => isForPam(value))
    .map(([key, value]) => `${key}=${/^['"]|\s/.test(value) ? `"${value}"` : value}`);
  return [...kept, ...own, ''].join('\n');
}

/** pam_env ends a value at `#` and takes a quote only at both ends. */
function isForPam(value: string): boolean {
  return !/[#"\\]/.test(value);
}
