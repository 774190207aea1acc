import type { Action } from '../effects/action.ts';
import type { Facts } from '../facts/facts.ts';
import type { Applier } from './applier.ts';
import { ensureFile, ensureLink, textOf } from './ensure.ts';
import { located, originAt } from './origin.ts';
import { isUserFile, leftToUser } from './user-files.ts';

const path = '/etc/resolv.conf';
/** Of DHCP and of connman's service files; /etc/resolv.conf of the image is a link to it. */
const fromConnman = '/run/connman/resolv.conf';
const mark = '# k3os.dns_nameservers: nobody else named a server';

/**
 * `dns_nameservers` are used when neither DHCP nor the service file of a static address names one, as k3OS's manual
 * says. connman's own FallbackNameservers cannot do that: connman (1.41 to 1.44, __connman_resolver_init) reads them
 * only for its DNS proxy, which answers on the loopback address alone, where no pod can ask it.
 */
export const dns: Applier = {
  id: 'dns',

  needs() {
    return { files: [path, fromConnman] };
  },

  plan(config, context) {
    const { facts, phase } = context;
    const servers = config.k3os?.dnsNameservers ?? [];
    const key = ['k3os', 'dnsNameservers'];
    // Before the network is up nobody can know what it will name.
    if (phase !== 'runtime') {
      return { actions: [] };
    }
    if (isUserFile(config, path)) {
      const notice = located(context, key, leftToUser('k3os.dns_nameservers', path));
      return { actions: [], notices: servers.length > 0 ? [notice] : [] };
    }
    if (servers.length === 0 || /^nameserver /m.test(textOf(facts, fromConnman))) {
      return { actions: giveBack(facts) };
    }
    if (isForeign(facts)) {
      const notice = located(
        context,
        key,
        `k3os.dns_nameservers: ${path} is left as somebody wrote it`,
      );
      return { actions: [], notices: [notice] };
    }

    const content = `${[mark, ...servers.map((server) => `nameserver ${server}`)].join('\n')}\n`;
    return {
      actions: ensureFile(facts, { path, content, mode: 0o644, ...originAt(context, key) }),
    };
  },
};

function isOurs(facts: Facts): boolean {
  return textOf(facts, path).startsWith('# k3os.dns_nameservers');
}

function isForeign(facts: Facts): boolean {
  return facts.file(path)?.kind === 'file' && !isOurs(facts) && textOf(facts, path).trim() !== '';
}

function giveBack(facts: Facts): Action[] {
  return isOurs(facts) ? ensureLink(facts, { path, target: fromConnman }) : [];
}
