import type { Action } from '../effects/action.ts';
import type { Applier } from './applier.ts';
import { originAt } from './origin.ts';

export const modules: Applier = {
  id: 'modules',

  plan({ k3os }, context) {
    const { facts } = context;
    const wanted = k3os?.modules ?? [];
    if (wanted.length > 0 && facts.mode === 'sandbox') {
      return {
        actions: [],
        notices: ['modules are left to the host: a sandbox shares its kernel'],
      };
    }

    const actions = wanted.flatMap((entry, index): Action[] => {
      // k3OS takes parameters after the name: `zram num_devices=2`.
      const [name = '', ...parameters] = entry.trim().split(/\s+/);
      // An alias (`fs-nfs`) never shows under its own name, so what was loaded is remembered.
      const record = { key: `module:${name}`, value: entry };
      const isLoaded =
        facts.loadedModules.has(name.replaceAll('-', '_')) ||
        facts.ledger.get(record.key) === record.value;
      const argv = ['modprobe', name, ...parameters];
      const origin = originAt(context, ['k3os', 'modules', index]);

      return name === '' || isLoaded ? [] : [{ kind: 'run', argv, record, ...origin }];
    });
    return { actions };
  },
};
