import * as accounts from '../../config/checks/accounts.ts';
import { sourceUrl } from '../../config/checks/install.ts';
import * as network from '../../config/checks/network.ts';
import { httpUrl } from '../../config/checks/text.ts';
import { dumpYaml } from '../../config/dump.ts';
import type { Check } from '../../config/fields.ts';
import type { NodeConfig } from '../../config/schema.ts';
import type { Asker } from '../../effects/ask.ts';
import { must } from '../../effects/must.ts';
import type { System } from '../../effects/system.ts';

export type ConfigAnswer =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'own' }
  | { readonly kind: 'answers'; readonly content: Buffer };

/** Where the configuration comes from; when nowhere, it is asked for in the fewest questions that make a node. */
export async function askConfig(system: System, ask: Asker): Promise<ConfigAnswer> {
  const kind = await ask.choose('Where is the configuration of the new system?', [
    { name: 'I answer a few questions', value: 'answers' } as const,
    { name: 'At a URL, or in a file', value: 'url' } as const,
    { name: 'It is the one that this node runs with', value: 'own' } as const,
  ]);
  if (kind === 'own') {
    return { kind };
  }
  if (kind === 'url') {
    const check = sourceUrl('https', 'http', 'tftp', 'file');
    return { kind, url: await ask.text({ message: 'URL or path, #SHA256 may follow', check }) };
  }
  const config = await askNode(system, ask);
  return { kind, content: Buffer.from(dumpYaml(config, { showSecrets: true })) };
}

async function askNode(system: System, ask: Asker): Promise<NodeConfig> {
  const hostname = await ask.text({
    message: 'Host name (empty: one is made from the machine-id)',
    check: unlessEmpty(network.hostname),
  });
  const logins = await askLogins(system, ask);
  const wifi = await askWifi(ask);
  const cluster = await askCluster(ask);
  return {
    ...(hostname === '' ? {} : { hostname }),
    ...(logins.keys.length === 0 ? {} : { sshAuthorizedKeys: logins.keys }),
    k3os: { ...logins.password, ...wifi, ...cluster },
  };
}

/** Without either nobody could ever log in. */
async function askLogins(
  system: System,
  ask: Asker,
): Promise<{ keys: string[]; password: { password?: string } }> {
  const users = await ask.text({
    message: 'GitHub users whose ssh keys may log in (empty: none)',
    check: unlessEmpty(githubUsers),
  });
  const names = users.split(/[\s,]+/).filter(Boolean);
  const message = 'Password of the user rancher';
  const password = await ask.secret(
    names.length > 0
      ? { message: `${message} (empty: none)` }
      : { message, check: (text) => (text === '' ? 'needed, since no key is given' : undefined) },
  );
  if (password !== '') {
    await ask.secret({
      message: 'The same again',
      check: (again) => (again === password ? undefined : 'is another one'),
    });
  }
  return {
    keys: names.map((name) => `github:${name}`),
    password: password === '' ? {} : { password: await hashed(system, password) },
  };
}

const githubUsers: Check = (text) => {
  const bad = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .find((name) => !/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/.test(name));
  return bad === undefined ? undefined : `${bad} is no name of a GitHub user`;
};

/** What is written down is not the password itself. */
async function hashed(system: System, password: string): Promise<string> {
  if (accounts.password(password) === undefined && password.startsWith('$')) {
    return password;
  }
  const hash = await must(system, ['openssl', 'passwd', '-6', '-stdin'], {
    stdin: `${password}\n`,
  });
  return hash.trim();
}

async function askWifi(ask: Asker): Promise<{ wifi?: { name: string; passphrase: string }[] }> {
  const name = await ask.text({
    message: 'Wireless network to join (empty: none)',
    check: unlessEmpty(network.ssid),
  });
  if (name === '') {
    return {};
  }
  const passphrase = await ask.secret({
    message: `Passphrase of ${name} (empty: an open network)`,
    check: unlessEmpty(network.passphrase),
  });
  return { wifi: [{ name, passphrase }] };
}

async function askCluster(
  ask: Asker,
): Promise<{ serverUrl?: string; token?: string; k3sArgs?: string[] }> {
  const role = await ask.choose('What is this node?', [
    { name: 'a server: the first of a cluster, or the only one', value: 'first' } as const,
    { name: 'an agent of a cluster', value: 'agent' } as const,
    { name: 'a further server of a cluster', value: 'server' } as const,
  ]);
  const check: Check = (text) => (/\s/.test(text) ? 'must not have spaces' : undefined);
  if (role === 'first') {
    const token = await ask.secret({
      message: 'Cluster secret by which others join (empty: one is made)',
      check,
    });
    return token === '' ? {} : { token };
  }
  const serverUrl = await ask.text({
    message: 'URL of a server, such as https://10.0.0.1:6443',
    check: httpUrl,
  });
  const token = await ask.secret({
    message: 'Token or secret of the cluster',
    check: (text) => (text === '' ? 'needed for joining' : check(text)),
  });
  return { serverUrl, token, ...(role === 'server' ? { k3sArgs: ['server'] } : {}) };
}

function unlessEmpty(check: Check): Check {
  return (text) => (text === '' ? undefined : check(text));
}
