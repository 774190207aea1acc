import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digest } from '../lib/digest.ts';

export interface SshTarget {
  /** Where key and host keys are kept. */
  readonly folder: string;
  /** Private key, PEM text. */
  readonly key: string;
  readonly user: string;
  readonly host: string;
  readonly port?: number;
  readonly command: string;
  /** A login takes an emulated machine more than a second: those with the same key go through one connection. */
  readonly shared?: boolean;
}

/** A login with a real client that takes nothing from the settings of whoever runs it. */
export function sshWords(target: SshTarget): string[] {
  const { folder, key, user, host, port = 22, command, shared = false } = target;
  const ssh = join(folder, 'ssh');
  mkdirSync(ssh, { recursive: true, mode: 0o700 });
  writeFileSync(join(ssh, 'key'), key, { mode: 0o600 });
  chmodSync(join(ssh, 'key'), 0o600);
  const settings = {
    IdentitiesOnly: 'yes',
    BatchMode: 'yes',
    // An emulated machine may be that slow.
    ConnectTimeout: '30',
    StrictHostKeyChecking: 'accept-new',
    UserKnownHostsFile: join(ssh, 'known_hosts'),
    LogLevel: 'ERROR',
    ...(shared ? oneConnection(join(ssh, digest(key).slice(0, 8))) : {}),
  };
  const words = Object.entries(settings).map(([name, value]) => `-o${name}=${value}`);
  const login = ['-i', join(ssh, 'key'), '-p', String(port), ...words, `${user}@${host}`];
  return ['ssh', '-F', '/dev/null', ...login, command];
}

/** It ends by itself when the machine has gone, or does not answer while it restarts. */
function oneConnection(socket: string): Record<string, string> {
  return {
    ControlMaster: 'auto',
    ControlPath: socket,
    ControlPersist: '60',
    ServerAliveInterval: '10',
    ServerAliveCountMax: '3',
  };
}
