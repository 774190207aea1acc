import { digestOf } from '../lib/digest.ts';
import type { Applier } from './applier.ts';
import { ensureFile } from './ensure.ts';
import { originAt } from './origin.ts';

/** Survives the boot: without it a node told to reboot would do so for ever. */
const done = '/var/lib/rancher/k3os/power-state';

/** The report of this phase is still to be written, and logs to reach the disk. */
const leastSeconds = 5;

/** Detached from us in every way, so that the phase ends normally while it waits. */
const script = `setsid sh -c 'sh -c "$3" && sleep "$1" && exec "$2"' power-state "$@" </dev/null >/dev/null 2>&1 &`;

/** cloud-init's `power_state`, once for each wording of it. */
export const powerState: Applier = {
  id: 'power-state',
  actions: 'in-order',

  needs() {
    return { files: [done] };
  },

  plan({ powerState: wanted }, context) {
    const { mode, delay = 'now', condition = 'true', message } = wanted ?? {};
    if (mode === undefined || /^(false|no|off)$/i.test(condition)) {
      return { actions: [] };
    }

    const { facts } = context;
    const content = `${digestOf(mode, delay, condition)}\n`;
    const marked = ensureFile(facts, { path: done, content, mode: 0o644 });
    if (marked.length === 0 || !facts.live) {
      return { actions: [] };
    }

    const argv = ['sh', '-c', script, 'sh', `${secondsOf(delay)}`, mode, commandOf(condition)];
    const why = message ?? `${mode}, as power_state says`;
    const origin = originAt(context, ['powerState']);
    return { actions: [...marked, { kind: 'run', argv, why, ...origin }] };
  },
};

/** `now`, or minutes: `+5`. */
function secondsOf(delay: string): number {
  const minutes = delay === 'now' ? 0 : Number(delay.replace('+', ''));
  return Math.max(leastSeconds, minutes * 60);
}

function commandOf(condition: string): string {
  return /^(true|yes|on)?$/i.test(condition) ? 'true' : condition;
}
