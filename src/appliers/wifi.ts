import type { NodeConfig } from '../config/schema.ts';
import type { Action } from '../effects/action.ts';
import type { Facts } from '../facts/facts.ts';
import { keyFileEntry, keyFileValue, withKeyFileEntry } from '../lib/key-file.ts';
import type { Applier } from './applier.ts';
import { ensureAbsent, ensureFile, textOf } from './ensure.ts';
import { originAt } from './origin.ts';
import { startedMark } from './services.ts';
import { isUserFile } from './user-files.ts';

/** The name k3OS used; connman picks up a change by itself. */
const networksPath = '/var/lib/connman/cloud-config.config';
const settingsPath = '/var/lib/connman/settings';

type Network = NonNullable<NonNullable<NodeConfig['k3os']>['wifi']>[number];

export const wifi: Applier = {
  id: 'wifi',

  needs() {
    return { files: [networksPath, settingsPath, startedMark('connman')] };
  },

  plan(config, context) {
    const { facts } = context;
    const networks = (config.k3os?.wifi ?? []).filter(({ name }) => name !== undefined);
    if (isUserFile(config, networksPath)) {
      return { actions: [] };
    }
    if (networks.length === 0) {
      return { actions: ensureAbsent(facts, { path: networksPath }) };
    }

    const content = `${['[global]', 'Name=cloud-config', ...networks.flatMap(section)].join('\n')}\n`;
    const origin = originAt(context, ['k3os', 'wifi']);
    const file = { path: networksPath, content, mode: 0o600, secret: true, ...origin };
    return { actions: [...switchOn(facts), ...ensureFile(facts, file)] };
  },
};

/** connman's config format: the SSID as hex takes any byte; without Security it is psk where a passphrase is. */
function section({ name = '', passphrase = '' }: Network, index: number): string[] {
  const security = passphrase === '' ? 'Security=none' : `Passphrase=${keyFileValue(passphrase)}`;
  const ssid = Buffer.from(name).toString('hex');
  return [`[service_wifi${index}]`, 'Type=wifi', `SSID=${ssid}`, security];
}

/**
 * connman leaves wireless off until someone switches it on once. Its settings file says so before it starts;
 * while it runs it would overwrite the file, so it is asked.
 */
function switchOn(facts: Facts): Action[] {
  const settings = textOf(facts, settingsPath);
  if (keyFileEntry(settings, 'WiFi', 'Enable') === 'true') {
    return [];
  }
  if (facts.file(startedMark('connman')) !== undefined) {
    return [
      { kind: 'run', argv: ['connmanctl', 'enable', 'wifi'], why: 'wireless is switched off' },
    ];
  }

  const content = withKeyFileEntry(settings, 'WiFi', 'Enable', 'true');
  return ensureFile(facts, { path: settingsPath, content, mode: 0o600 });
}
