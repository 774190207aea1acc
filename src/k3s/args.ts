import type { NodeConfig } from '../config/schema.ts';
import { type GivenFlag, parseFlags, valuesOf } from './flags.ts';
import { launchOf } from './role.ts';
import { asLabelValue } from './version.ts';

/** What the node says about itself in labels. */
export interface NodeIdentity {
  readonly mode: string;
  readonly k3osVersion: string;
}

/**
 * Everything behind `k3s` on its command line, role first: the user's words as they are, then one
 * `--node-label` and `--node-taint` each, because k3s does not split those at commas. What the user gave
 * in `k3s_args` is not repeated. Empty when `k3s_args` names no role.
 */
export function k3sArgs(config: NodeConfig, identity: NodeIdentity): string[] {
  const { role, words } = launchOf(config);
  if (role === undefined) {
    return [];
  }

  const given = parseFlags(words).flags;
  return [
    role,
    ...words.map(({ text }) => text),
    ...labelFlags(config, identity, given),
    ...taintFlags(config, given),
  ];
}

function labelFlags(config: NodeConfig, identity: NodeIdentity, given: readonly GivenFlag[]) {
  const own = new Set(valuesOf(given, 'node-label').map(keyOfLabel));
  const labels = {
    'k3os.io/mode': identity.mode,
    'k3os.io/version': asLabelValue(identity.k3osVersion),
    ...config.k3os?.labels,
  };

  return Object.entries(labels)
    .filter(([key]) => !own.has(key))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `--node-label=${key}=${value}`);
}

function taintFlags(config: NodeConfig, given: readonly GivenFlag[]) {
  const own = new Set(valuesOf(given, 'node-taint'));
  const taints = new Set(config.k3os?.taints ?? []);

  return [...taints].filter((taint) => !own.has(taint)).map((taint) => `--node-taint=${taint}`);
}

export function keyOfLabel(label: string): string {
  return label.split('=', 1)[0] ?? '';
}
