import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { identify } from '../sandbox/processes.ts';

/** On a disk, as for sandbox nodes: there may be many of them, and /tmp may be memory. */
const home = '/var/tmp';
const prefix = 'k3os-vm.';

/** A new folder for the files of one machine. Those of programs that were killed are removed on the way. */
export function machineFolder(): string {
  for (const name of readdirSync(home).filter(isAbandoned)) {
    rmSync(join(home, name), { recursive: true, force: true });
  }
  return mkdtempSync(join(home, `${prefix}${process.pid}.`));
}

/** `k3os-vm.4711.aBcDeF`: made by process 4711. */
function isAbandoned(name: string): boolean {
  const [, owner] = /^k3os-vm\.(\d+)\./.exec(name) ?? [];
  return owner !== undefined && identify(Number(owner)) === undefined;
}
