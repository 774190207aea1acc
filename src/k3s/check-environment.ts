import type { NodeConfig } from '../config/schema.ts';
import { nearest } from '../lib/nearest.ts';
import { withheld } from './env.ts';
import { atKey, type Finding } from './finding.ts';
import { flags } from './flag-table.ts';

/** Read by k3s beside its flags' own variables. */
const others = ['K3S_URL', 'K3S_CONFIG_FILE'];
const known = new Set([...flags.flatMap(({ env }) => env ?? []), ...others]);

const whyWithheld: Record<string, string> = {
  K3S_DATA_DIR: 'not passed on: write --data-dir=PATH in k3s_args',
  INVOCATION_ID: 'not passed on: it makes k3s expect systemd, which this system does not have',
  NOTIFY_SOCKET: 'not passed on: nothing listens there',
  K3S_CLUSTER_SECRET: 'k3s dropped it in v1.25: use the key token',
};

export function checkEnvironment({ k3os }: NodeConfig): Finding[] {
  const environment = k3os?.environment ?? {};
  const overriding: [string, string | undefined][] = [
    ['K3S_TOKEN', k3os?.token],
    ['K3S_URL', k3os?.serverUrl],
  ];

  return [
    ...Object.keys(environment).flatMap(oddName),
    ...overriding
      .filter(
        ([name, ours]) => ours && environment[name] !== undefined && environment[name] !== ours,
      )
      .map(([name]): Finding => {
        const key = name === 'K3S_TOKEN' ? 'token' : 'server_url';
        return {
          severity: 'warning',
          at: atKey('environment', name),
          message: `differs from ${key}, which is used`,
        };
      }),
  ];
}

function oddName(name: string): Finding[] {
  const at = atKey('environment', name);
  if (withheld.includes(name)) {
    return [{ severity: 'warning', at, message: whyWithheld[name] ?? 'not passed on' }];
  }
  if (!name.startsWith('K3S_') || known.has(name)) {
    return [];
  }

  const wanted = nearest(name, [...known]);
  const advice = wanted === undefined ? '' : `, did you mean ${wanted}?`;
  return [{ severity: 'warning', at, message: `k3s reads no variable of this name${advice}` }];
}
