import type { Applier } from './applier.ts';
import { ensureFile, ensureLink } from './ensure.ts';
import { located, originAt } from './origin.ts';

const zones = '/usr/share/zoneinfo';

export const timezone: Applier = {
  id: 'timezone',

  needs({ timezone: zone }) {
    return zone ? { files: [`${zones}/${zone}`, '/etc/localtime', '/etc/timezone'] } : {};
  },

  plan({ timezone: zone }, context) {
    if (!zone) {
      return { actions: [] };
    }

    const { facts } = context;
    const target = `${zones}/${zone}`;
    if (facts.file(target) === undefined || facts.file(target)?.kind === 'directory') {
      const problem = located(context, ['timezone'], `timezone: ${zone} is not known here`);
      return { actions: [], problems: [problem] };
    }

    const origin = originAt(context, ['timezone']);
    return {
      actions: [
        ...ensureLink(facts, { path: '/etc/localtime', target, ...origin }),
        ...ensureFile(facts, {
          path: '/etc/timezone',
          content: `${zone}\n`,
          mode: 0o644,
          ...origin,
        }),
      ],
    };
  },
};
