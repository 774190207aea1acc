import type { NodeConfig } from '../config/schema.ts';
import type { Action } from '../effects/action.ts';
import type { Facts } from '../facts/facts.ts';
import type { Applier, Plan, PlanContext } from './applier.ts';
import { ensureFile, ensureLink, textOf } from './ensure.ts';
import {
  lacksServers,
  lostSearchDomains,
  type NameServers,
  nameServersOf,
  noServersMessage,
  searchDomainsOf,
} from './name-servers.ts';
import { located, originAt } from './origin.ts';
import { isUserFile, leftToUser } from './user-files.ts';

const path = '/etc/resolv.conf';
/** Of DHCP and of connman's service files; /etc/resolv.conf of the image is a link to it. */
const fromConnman = '/run/connman/resolv.conf';

/**
 * `dns_nameservers` are used when neither an interface nor DHCP nor the service file of a static address names one, as
 * k3OS's manual says. connman's own FallbackNameservers cannot do that: connman (1.41 to 1.44, __connman_resolver_init)
 * reads them only for its DNS proxy, which answers on the loopback address alone, where no pod can ask it.
 */
export const dns: Applier = {
  id: 'dns',

  needs() {
    return { files: [path, fromConnman] };
  },

  plan(config, context) {
    const { facts, phase } = context;
    const wanted = nameServersOf(config);
    // Before the network is up nobody can know what it will name.
    if (phase !== 'runtime' && wanted?.isFallback !== false) {
      return { actions: [] };
    }
    if (isUserFile(config, path)) {
      return wanted === undefined
        ? { actions: [] }
        : left(context, wanted, leftToUser(wanted.name, path));
    }
    const isNamed = /^nameserver /m.test(textOf(facts, fromConnman));
    if (wanted === undefined || (wanted.isFallback && isNamed)) {
      return { actions: giveBack(facts), notices: doubts(config, context, isNamed) };
    }
    if (isForeign(facts)) {
      return left(context, wanted, `${wanted.name}: ${path} is left as somebody wrote it`);
    }

    const content = render(wanted, searchDomainsOf(config));
    return {
      actions: ensureFile(facts, { path, content, mode: 0o644, ...originAt(context, wanted.key) }),
    };
  },
};

function render({ mark, servers }: NameServers, domains: readonly string[]): string {
  const search = domains.length === 0 ? [] : [`search ${domains.join(' ')}`];
  return `${[mark, ...search, ...servers.map((server) => `nameserver ${server}`)].join('\n')}\n`;
}

function left(context: PlanContext, { key }: NameServers, text: string): Plan {
  return { actions: [], notices: [located(context, key, text)] };
}

/** What is probably not meant where the file is left to connman. */
function doubts(config: NodeConfig, context: PlanContext, isNamed: boolean): string[] {
  const key = ['k3os', 'interfaces'];
  const lost = lostSearchDomains(config).map((at) => {
    const name = `k3os.interfaces[${at}].search_domains`;
    return located(
      context,
      [...key, at, 'searchDomains'],
      `${name} is not used: give nameservers beside it`,
    );
  });
  return isNamed || !lacksServers(config)
    ? lost
    : [...lost, located(context, key, `k3os.interfaces: ${noServersMessage}`)];
}

function isOurs(facts: Facts): boolean {
  return textOf(facts, path).startsWith('# k3os.');
}

function isForeign(facts: Facts): boolean {
  return facts.file(path)?.kind === 'file' && !isOurs(facts) && textOf(facts, path).trim() !== '';
}

function giveBack(facts: Facts): Action[] {
  return isOurs(facts) ? ensureLink(facts, { path, target: fromConnman }) : [];
}
