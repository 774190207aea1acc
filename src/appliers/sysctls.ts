import type { Action } from '../effects/action.ts';
import { sysctlPath } from '../facts/sysctl-path.ts';
import type { Applier, PlanContext } from './applier.ts';
import { originAt } from './origin.ts';

/** What the kernel keeps apart for a network, UTS or IPC namespace; the rest belongs to a sandbox's host. */
const namespaced =
  /^\/proc\/sys\/(net\/|kernel\/(hostname|domainname|sem|shm[a-z_]*|msg[a-z_]*)$|fs\/mqueue\/)/;

export const sysctls: Applier = {
  id: 'sysctls',

  needs({ k3os }) {
    return { sysctls: Object.keys(k3os?.sysctls ?? {}) };
  },

  plan({ k3os }, context) {
    const settings = Object.entries(k3os?.sysctls ?? {});
    const foreign = settings.filter(([key]) => !isOurs(key, context)).map(([key]) => key);
    const actions = settings
      .filter(([key, value]) => isOurs(key, context) && !isSet(key, value, context))
      .map(([key, value]): Action => {
        const origin = originAt(context, ['k3os', 'sysctls', key]);
        return { kind: 'sysctl', key, value, record: { key: `sysctl:${key}`, value }, ...origin };
      });

    const notices =
      foreign.length === 0
        ? []
        : [`left to the host, because a sandbox shares its kernel: ${foreign.join(', ')}`];
    return { actions, notices };
  },
};

function isOurs(key: string, { facts }: PlanContext): boolean {
  return facts.mode !== 'sandbox' || namespaced.test(sysctlPath(key));
}

function isSet(key: string, value: string, { facts, phase }: PlanContext): boolean {
  const found = facts.sysctl(key);
  if (found !== undefined) {
    return normalised(found) === normalised(value);
  }

  // Absent or write-only. In the initrd the module that brings it may not be loaded: the boot phase is soon.
  return phase === 'initrd' || facts.ledger.get(`sysctl:${key}`) === value;
}

/** The kernel answers `4 4 1 7` with tabs, and `0x10` or `010` in decimal. */
function normalised(value: string): string {
  return value
    .trim()
    .split(/\s+/)
    .map((word) => (/^0(x[0-9a-f]+|[0-7]+)$/i.test(word) ? String(numberOf(word)) : word))
    .join(' ');
}

function numberOf(word: string): number {
  return /^0x/i.test(word) ? Number(word) : Number.parseInt(word, 8);
}
