import { assemble } from './assemble.ts';
import type { Network } from './link-draft.ts';
import { cardKey } from './link-key.ts';

interface Stanza {
  readonly name: string;
  readonly method: string;
  readonly isIpv6: boolean;
  readonly options: ReadonlyMap<string, string>;
}

/**
 * A file /etc/network/interfaces as simple as Proxmox writes it. Whoever makes bonds or runs commands in it is told that this is
 * left out. Pure.
 */
export function eni(text: string): Network {
  const { stanzas, unknown } = stanzasOf(text);
  return assemble('network_config', (tell) => {
    for (const line of unknown) {
      tell(`"${line}" is left out: it is not known here`);
    }
    const names = [...new Set(stanzas.map((stanza) => stanza.name))].filter(
      (each) => each !== 'lo',
    );
    return {
      links: names.flatMap((each) => {
        const key = cardKey(each, undefined);
        const own = stanzas.filter((stanza) => stanza.name === each);
        if (typeof key !== 'string') {
          return [{ label: each, key, ...contentOf(own) }];
        }
        tell(`${each} is left out: ${key}`);
        return [];
      }),
      // Proxmox puts the name servers of the machine behind the loopback link.
      general: { ...contentOf(stanzas.filter((stanza) => stanza.name === 'lo')), routes: [] },
    };
  });
}

const methods = ['static', 'dhcp', 'auto', 'manual', 'loopback'];
const options = /^(address|netmask|gateway|mtu|dns[-_](nameservers|search|domain))$/;

function stanzasOf(text: string): { stanzas: Stanza[]; unknown: string[] } {
  const stanzas: (Stanza & { options: Map<string, string> })[] = [];
  const unknown: string[] = [];
  for (const line of text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map((each) => each.trim())) {
    const [word = '', ...rest] = line.split(/\s+/);
    const [name = '', family, method = ''] = rest;
    if (word === 'iface' && /^inet6?$/.test(family ?? '') && methods.includes(method)) {
      stanzas.push({ name, method, isIpv6: family === 'inet6', options: new Map() });
    } else if (options.test(word) && stanzas.length > 0) {
      stanzas.at(-1)?.options.set(word.replace('_', '-'), rest.join(' '));
    } else if (!/^(|#.*|auto|allow-.*)$/.test(word)) {
      unknown.push(line);
    }
  }
  return { stanzas, unknown };
}

function contentOf(stanzas: readonly Stanza[]) {
  const all = (option: string) => stanzas.flatMap(({ options }) => options.get(option) ?? []);
  const words = (option: string) => all(option).flatMap((text) => text.split(/\s+/));
  const uses = (isIpv6: boolean, ...wanted: string[]) =>
    stanzas.some((stanza) => stanza.isIpv6 === isIpv6 && wanted.includes(stanza.method));
  return {
    addresses: stanzas
      .filter(({ method }) => method === 'static')
      .flatMap(({ options }) => {
        const text = options.get('address');
        return text === undefined ? [] : [{ text, mask: options.get('netmask') }];
      }),
    gateways: all('gateway'),
    routes: [],
    mtu: all('mtu')[0],
    dhcp4: uses(false, 'dhcp'),
    dhcp6: uses(true, 'dhcp', 'auto'),
    nameservers: words('dns-nameservers'),
    searchDomains: [...words('dns-search'), ...words('dns-domain')],
  };
}
