import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SshTarget {
  /** Where key and host keys are kept. */
  readonly folder: string;
  /** Private key, PEM text. */
  readonly key: string;
  readonly user: string;
  readonly host: string;
  readonly port?: number;
  readonly command: string;
}

/** A login with a real client that takes nothing from the settings of whoever runs it. */
export function sshWords({ folder, key, user, host, port = 22, command }: SshTarget): string[] {
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
  };
  const words = Object.entries(settings).map(([name, value]) => `-o${name}=${value}`);
  const login = ['-i', join(ssh, 'key'), '-p', String(port), ...words, `${user}@${host}`];
  return ['ssh', '-F', '/dev/null', ...login, command];
}
