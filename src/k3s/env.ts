import type { NodeConfig } from '../config/schema.ts';
import { singleQuote } from '../lib/shell-quote.ts';

/**
 * Never passed on: k3s's outer program uses K3S_DATA_DIR for the folder it unpacked itself into,
 * INVOCATION_ID makes it expect systemd's cgroups, NOTIFY_SOCKET belongs to a supervisor we do not have, and
 * k3s dropped K3S_CLUSTER_SECRET in v1.25.
 */
export const withheld = ['K3S_DATA_DIR', 'INVOCATION_ID', 'NOTIFY_SOCKET', 'K3S_CLUSTER_SECRET'];

/**
 * The environment the configuration gives k3s. `token` and `server_url` win over the same thing
 * in `environment`, as they did in the original.
 */
export function k3sEnvironment({ k3os }: NodeConfig): Record<string, string> {
  const own = Object.entries(k3os?.environment ?? {}).filter(([name]) => !withheld.includes(name));
  const environment: Record<string, string> = Object.fromEntries(own);

  if (k3os?.token) {
    environment.K3S_TOKEN = k3os.token;
  }
  if (k3os?.serverUrl) {
    environment.K3S_URL = k3os.serverUrl;
  }
  return environment;
}

/** `NAME='value'` lines, sorted; a single quote becomes `'\''`. A POSIX shell reads the same values. */
export function renderEnvironment(environment: Readonly<Record<string, string>>): string {
  return Object.keys(environment)
    .sort()
    .map((name) => `${name}=${singleQuote(environment[name] ?? '')}\n`)
    .join('');
}

const line = /^([A-Za-z_][A-Za-z0-9_]*)=((?:'[^']*'|\\')*)$/;

/**
 * The reverse of renderEnvironment; blank and comment lines are allowed, so that an operator may edit the file.
 * @throws {Error} naming the line number only, because a value may be secret
 */
export function parseEnvironment(text: string): Record<string, string> {
  const environment: Record<string, string> = {};

  text.split('\n').forEach((written, index) => {
    if (/^\s*(#|$)/.test(written)) {
      return;
    }

    const [, name, quoted] = line.exec(written) ?? [];
    if (name === undefined || quoted === undefined) {
      throw new Error(`line ${index + 1} is not of the form NAME='value'`);
    }
    environment[name] = quoted.replaceAll(/'([^']*)'|\\(')/g, '$1$2');
  });

  return environment;
}
