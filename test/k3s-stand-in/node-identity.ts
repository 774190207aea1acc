import { randomBytes } from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import { readIfPresent, writePrivate } from './files.ts';
import { located } from './location.ts';
import { Fatal } from './log.ts';
import type { Options } from './options.ts';

export interface NodeIdentity {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly password: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly string[];
  /** Of this start of the machine. */
  readonly bootId: string;
}

const dnsName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

export function readIdentity(options: Options): NodeIdentity {
  const given = options.list('node-ip');
  return {
    name: readName(options),
    addresses: given.length > 0 ? given : ownAddresses(),
    password: kept('/etc/rancher/node/password', 16),
    labels: Object.fromEntries(options.list('node-label').map(splitLabel)),
    taints: options.list('node-taint'),
    bootId: readIfPresent('/proc/sys/kernel/random/boot_id')?.trim() ?? '',
  };
}

function readName(options: Options): string {
  const name = options.text('node-name') || hostname();
  if (name === 'localhost' || name === '(none)' || !dnsName.test(name) || name.length > 253) {
    throw new Fatal(
      `invalid node name ${JSON.stringify(name)}: must be a unique lower-case DNS name other than localhost`,
    );
  }
  return options.isOn('with-node-id') ? `${name}-${kept('/etc/rancher/node/id', 4)}` : name;
}

/** Made once: k3s loses its place in the cluster with it. */
function kept(path: string, bytes: number): string {
  const file = located(path);
  const before = readIfPresent(file)?.trim();
  if (before) {
    return before;
  }

  const made = randomBytes(bytes).toString('hex');
  writePrivate(file, `${made}\n`);
  return made;
}

function ownAddresses(): string[] {
  const found = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
  return found.length > 0 ? found : ['127.0.0.1'];
}

function splitLabel(label: string): [string, string] {
  const at = label.indexOf('=');
  return [label.slice(0, at), label.slice(at + 1)];
}
