import { defaultUser, homeOf } from '../appliers/users.ts';
import type { FileSystem } from '../effects/system.ts';
import { textOf } from '../facts/look.ts';
import { isWholeHash } from '../lib/password-hash.ts';

/** How rancher can log in, as things are. */
export interface WaysIn {
  /** `open`: no password is asked for. `closed`: there is none that would be right. */
  readonly console: 'open' | 'password' | 'closed';
  readonly ssh: readonly ('key' | 'password')[];
}

/** Written by us when the configuration says so; what a person's own sshd_config allows is not looked at. */
const passwordLogins = '/etc/ssh/sshd_config.d/10-k3os-password.conf';

export function readWaysIn(files: FileSystem): WaysIn {
  const console = consoleOf(passwordField(textOf(files, '/etc/shadow') ?? ''));
  const keys = textOf(files, `${homeOf(defaultUser)}/.ssh/authorized_keys`) ?? '';
  const hasKey = keys.split('\n').some((line) => /^\s*[^#\s]/.test(line));
  const takesPassword = /^PasswordAuthentication yes$/m.test(textOf(files, passwordLogins) ?? '');

  return {
    console,
    ssh: [
      ...(hasKey ? (['key'] as const) : []),
      // sshd refuses empty passwords.
      ...(takesPassword && console === 'password' ? (['password'] as const) : []),
    ],
  };
}

/** The second field of rancher's line in shadow(5). */
function passwordField(shadow: string): string | undefined {
  const line = shadow.split('\n').find((entry) => entry.startsWith(`${defaultUser}:`));
  return line?.split(':')[1];
}

function consoleOf(field: string | undefined): WaysIn['console'] {
  if (field === '') {
    return 'open';
  }
  return field === undefined || /^[!*]/.test(field) || !isWholeHash(field) ? 'closed' : 'password';
}

const consoleWords = {
  open: `Log in here as ${defaultUser}; no password is needed.`,
  password: `Log in here as ${defaultUser}, with the password of the configuration.`,
  closed: 'No password is configured, so nobody can log in here.',
};

export function isOpen({ console, ssh }: WaysIn): boolean {
  return console !== 'closed' || ssh.length > 0;
}

/** What a person at the machine is told. @param host name or address; undefined: none is known */
export function loginLines({ console, ssh }: WaysIn, host = 'ADDRESS'): string[] {
  if (!isOpen({ console, ssh })) {
    return [
      'Nobody can log in: no ssh key and no password have come out of the configuration.',
      'To mend it: restart, and in the boot menu choose the rescue shell.',
    ];
  }

  const means = ssh.map((way) => `the ${way}`).join(' or ');
  const network = `Over the network: ssh ${defaultUser}@${host}, with ${means} of the configuration.`;
  return ssh.length === 0 ? [consoleWords[console]] : [consoleWords[console], network];
}
