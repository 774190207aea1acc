import type { NodeConfig } from '../config/schema.ts';
import type { Action } from '../effects/action.ts';
import type { Facts } from '../facts/facts.ts';
import type { Applier, PlanContext } from './applier.ts';
import { ensureAbsent, ensureFile } from './ensure.ts';
import { originAt } from './origin.ts';
import { ifStarted, startedMark } from './services.ts';
import { isUserFile } from './user-files.ts';

const path = '/etc/chrony/sources.d/k3os.sources';
/** The public pool; it goes away when the configuration speaks of time, so a closed site asks nobody else. */
const defaults = '/etc/chrony/sources.d/default.sources';
const shipped = '/usr/etc/chrony/sources.d/default.sources';

export const ntp: Applier = {
  id: 'ntp',

  needs() {
    return { files: [path, defaults, shipped, startedMark('chrony')] };
  },

  plan(config, context) {
    if (isUserFile(config, path)) {
      return { actions: [] };
    }

    const { facts } = context;
    const lines = sourcesOf(config);
    const changed = lines === undefined ? useDefaults(facts) : useOwn(lines, config, context);
    const argv = ['chronyc', 'reload', 'sources'];
    const reload = ifStarted(facts, 'chrony', argv, 'time servers changed');
    return { actions: changed.length === 0 ? [] : [...changed, ...reload] };
  },
};

function useOwn(lines: readonly string[], config: NodeConfig, context: PlanContext): Action[] {
  const content = `${['# from the configuration of the node', ...lines].join('\n')}\n`;
  const key = config.k3os?.ntpServers === undefined ? ['ntp'] : ['k3os', 'ntpServers'];
  const file = { path, content, mode: 0o644, ...originAt(context, key) };
  const others = isUserFile(config, defaults)
    ? []
    : ensureAbsent(context.facts, { path: defaults });
  return [...ensureFile(context.facts, file), ...others];
}

function useDefaults(facts: Facts): Action[] {
  const content = facts.file(shipped)?.content;
  const isGone = facts.file(defaults) === undefined && content !== undefined;
  const restored = isGone ? ensureFile(facts, { path: defaults, content, mode: 0o644 }) : [];
  return [...ensureAbsent(facts, { path }), ...restored];
}

/**
 * Undefined: the configuration names none. None at all when it says so: chrony then leaves the clock alone.
 * chrony.conf(5): iburst sets the clock within seconds of the first answers instead of minutes.
 */
function sourcesOf({ k3os, ntp: settings }: NodeConfig): string[] | undefined {
  if (settings?.enabled === false) {
    return [];
  }

  const servers = [...(k3os?.ntpServers ?? []), ...(settings?.servers ?? [])];
  const lines = [
    ...servers.map((server) => `server ${server} iburst`),
    ...(settings?.pools ?? []).map((pool) => `pool ${pool} iburst`),
  ];
  return lines.length === 0 ? undefined : [...new Set(lines)];
}
