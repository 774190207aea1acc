import type { NodeConfig } from '../config/schema.ts';
import type { CommandAction } from '../effects/action.ts';
import { digest } from '../lib/digest.ts';
import { durationMs } from '../lib/duration.ts';
import type { Applier } from './applier.ts';
import { originAt } from './origin.ts';

const defaultTimeout = '15m';

export const initCommands = commandsOf('init-cmd', 'initCmd');
export const bootCommands = commandsOf('boot-cmd', 'bootCmd');
export const runCommands = commandsOf('run-cmd', 'runCmd');

/**
 * Each command once per boot, in order, none after one that failed. A later run in the same boot goes on with
 * the failed one; a command is known by its text, so one inserted before it is new and it is not.
 */
function commandsOf(id: string, key: 'initCmd' | 'bootCmd' | 'runCmd'): Applier {
  return {
    id,
    actions: 'in-order',

    plan(config, context) {
      const timeoutMs = timeoutOf(config);
      const env = config.k3os?.environment ?? {};
      const seen = new Map<string, number>();

      const actions = (config[key] ?? []).flatMap((command, index): CommandAction[] => {
        const count = (seen.get(command) ?? 0) + 1;
        seen.set(command, count);
        const record = { key: `${id}:${digest(command)}:${count}`, value: 'done' };
        if (command.trim() === '' || context.facts.ledger.has(record.key)) {
          return [];
        }
        return [
          { kind: 'command', command, timeoutMs, env, record, ...originAt(context, [key, index]) },
        ];
      });
      return { actions };
    },
  };
}

function timeoutOf({ k3os }: NodeConfig): number {
  return durationMs(k3os?.commandTimeout ?? defaultTimeout) ?? 15 * 60_000;
}
