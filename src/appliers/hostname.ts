import { hostname as checkHostname } from '../config/checks/network.ts';
import type { NodeConfig } from '../config/schema.ts';
import type { Action } from '../effects/action.ts';
import type { Facts } from '../facts/facts.ts';
import { digest } from '../lib/digest.ts';
import type { Applier, PlanContext } from './applier.ts';
import { ensureFile, textOf } from './ensure.ts';
import { withOwnName } from './hosts.ts';
import { originAt } from './origin.ts';
import { isUserFile } from './user-files.ts';

/** The name this node had last: what it is called before its data source has answered, or when that is gone. */
const persistent = '/var/lib/rancher/k3os/hostname';

export const hostname: Applier = {
  id: 'hostname',

  needs() {
    return { files: ['/etc/hostname', '/etc/hosts', persistent], sysctls: ['kernel.hostname'] };
  },

  plan(config, context) {
    const { facts, phase } = context;
    const name = nameOf(config, facts);
    if (name === undefined) {
      const problems = ['no hostname: none is configured and /etc/machine-id is missing'];
      // The machine id comes with the prepared root; the initrd may be too early for it.
      return { actions: [], problems: phase === 'initrd' ? [] : problems };
    }

    const origin = originAt(context, [config.hostname === undefined ? 'fqdn' : 'hostname']);
    const actions: Action[] = [
      ...setKernelName(facts, name).map((action) => ({ ...action, ...origin })),
      ...writeText(config, facts, '/etc/hostname', `${name}\n`),
      ...ensureFile(facts, { path: persistent, content: `${name}\n`, mode: 0o644 }),
      ...writeHosts(config, context, name),
    ];
    return { actions };
  },
};

/** DHCP's name is no candidate: two networks must not give one node two identities. */
function nameOf({ hostname: wanted, fqdn }: NodeConfig, facts: Facts): string | undefined {
  if (wanted !== undefined && wanted !== '') {
    return wanted;
  }
  if (fqdn !== undefined && fqdn !== '') {
    return fqdn.split('.')[0];
  }

  const earlier = textOf(facts, persistent).trim();
  if (earlier !== '' && checkHostname(earlier) === undefined) {
    return earlier;
  }
  // 48 bits: k3OS drew 15 at random, and 213 nodes shared a name with even odds.
  return facts.machineId === undefined ? undefined : `k3os-${digest(facts.machineId).slice(0, 12)}`;
}

function setKernelName(facts: Facts, name: string): Action[] {
  return facts.sysctl('kernel.hostname') === name
    ? []
    : [{ kind: 'sysctl', key: 'kernel.hostname', value: name }];
}

function writeHosts(config: NodeConfig, { facts }: PlanContext, name: string): Action[] {
  if (config.manageEtcHosts === 'false') {
    return [];
  }

  const content = withOwnName(textOf(facts, '/etc/hosts'), name, config.fqdn);
  return writeText(config, facts, '/etc/hosts', content);
}

function writeText(config: NodeConfig, facts: Facts, path: string, content: string): Action[] {
  return isUserFile(config, path) ? [] : ensureFile(facts, { path, content, mode: 0o644 });
}
