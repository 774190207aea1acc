import type { FileSystem } from '../effects/system.ts';
import { doubleQuote, shellQuote } from '../lib/shell-quote.ts';
import type { Applier } from './applier.ts';
import { ensureAbsent, ensureFile, ensureLink } from './ensure.ts';
import { located, originAt } from './origin.ts';
import { isUserFile } from './user-files.ts';

const settings = '/etc/conf.d/cloud-config';
const service = '/etc/init.d/cloud-config';
const enabled = '/etc/runlevels/boot/cloud-config';

/** True from the boot phase on, where the node has a service that asks data sources. */
export function sourcesAreAsked(files: FileSystem): boolean {
  return files.status(enabled) !== undefined;
}

/** The hand-over to the service that asks the data sources; as in k3OS the boot phase makes it. */
export const dataSources: Applier = {
  id: 'data-sources',

  needs() {
    return { files: [settings, service, enabled] };
  },

  plan(config, context) {
    const { facts } = context;
    const wanted = config.k3os?.dataSources ?? [];
    if (isUserFile(config, settings)) {
      return { actions: [] };
    }
    if (wanted.length === 0) {
      const off = [settings, enabled].flatMap((path) => ensureAbsent(facts, { path }));
      return { actions: off };
    }

    const key = ['k3os', 'dataSources'];
    if (facts.file(service) === undefined) {
      const message = 'k3os.data_sources: this image has no service that reads them';
      return { actions: [], problems: [located(context, key, message)] };
    }

    // OpenRC sources the file and then evaluates the value once more: quoted for each of the two. A URL may hold a password.
    const content = `command_args=${doubleQuote(wanted.map(shellQuote).join(' '))}\n`;
    const origin = originAt(context, key);
    return {
      actions: [
        ...ensureFile(facts, { path: settings, content, mode: 0o600, secret: true, ...origin }),
        ...ensureLink(facts, { path: enabled, target: service, ...origin }),
      ],
    };
  },
};
