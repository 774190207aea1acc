import type { System } from '../effects/system.ts';
import { exitCodes } from '../errors.ts';
import { machineIdOf } from '../facts/identity.ts';
import { firstDelay, nextRetryDelay } from '../lib/backoff.ts';
import { refreshKeys } from '../run/refresh-keys.ts';
import type { Command } from './command.ts';
import { refuseWithoutRoot } from './needs-root.ts';

/** Counts failed attempts, so that a shell loop can do the waiting and no Node process stays resident. */
const attemptsPath = '/run/k3os/keys-attempts';
const firstWindowMs = 30_000;

const refresh: Command = {
  name: 'refresh',
  summary:
    'fetch ssh keys that are still missing; on failure print the seconds to wait before the next try',

  async run(input) {
    const { system, print, warn } = input;
    refuseWithoutRoot(input);
    const missing = await refreshKeys(system);
    if (missing.length === 0) {
      system.files.remove(attemptsPath);
      return exitCodes.ok;
    }

    const attempts = Number(system.files.read(attemptsPath)?.toString() ?? '0') || 0;
    system.files.writeAtomically(attemptsPath, `${attempts + 1}\n`, { mode: 0o644 });
    warn(missing.join('\n'));
    print(String(Math.ceil(delayOf(attempts, system) / 1000)));
    return exitCodes.degraded;
  },
};

/** The first wait is the node's own place in a window, so that a site after a power cut does not ask all at once. */
function delayOf(attempts: number, { files }: System): number {
  const machineId = machineIdOf(files);
  return attempts === 0 && machineId !== undefined
    ? firstDelay(machineId, firstWindowMs)
    : nextRetryDelay(attempts, Math.random());
}

export const keys: Command = {
  name: 'keys',
  summary: 'ssh keys that are fetched from URLs',
  subcommands: [refresh],
};
