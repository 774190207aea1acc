import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { OperationError } from '../errors.ts';
import { nextInterrupt } from '../sandbox/supervise.ts';
import type { Host } from './argv.ts';
import { forwardedPort, sshPort } from './forwarded-port.ts';
import type { MachineSpec } from './machine-spec.ts';
import { spawnAttached } from './qemu.ts';
import { connectQmp } from './qmp.ts';

/** A machine for a person, from power-on to power-off: whatever is typed goes to its serial console. */
export async function runInTerminal(
  spec: MachineSpec,
  host: Omit<Host, 'console'>,
  say: (line: string) => void,
): Promise<void> {
  // Not yet running: first it is said how to get out again.
  const { child, control } = spawnAttached({ ...spec, words: ['-S'] }, host);
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const qmp = connectQmp(control, () => undefined);
  nextInterrupt().then(() => qmp.execute('quit').catch(() => undefined));
  qmp
    .human('info usernet')
    .then((listing) => {
      say(
        `Log in from another terminal: ssh -p ${forwardedPort(listing, sshPort)} rancher@127.0.0.1`,
      );
      say(
        'This terminal is its serial console. Ctrl-A X switches it off, Ctrl-A H shows more keys.',
      );
      return qmp.execute('cont');
    })
    .catch(() => undefined);

  const [status, signal] = await ended;
  if (signal !== null && process.stdin.isTTY) {
    // It had no time to leave the terminal as it was.
    spawnSync('stty', ['sane'], { stdio: 'inherit' });
  }
  if (status !== 0) {
    throw new OperationError(`qemu ended (${signal ?? `status ${status}`})`);
  }
}
