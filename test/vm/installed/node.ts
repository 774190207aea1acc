import type { Machine } from '../../../src/vm/machine.ts';
import type { DriveKind } from '../../../src/vm/machine-spec.ts';
import { nodeConfig, onNode, switchNode } from '../node.ts';
import type { VmOptions } from '../support.ts';
import { startVm } from '../support.ts';

/** Of the nodes here; k3s is the stand-in. */
export const config = nodeConfig(['hostname: installed', 'k3os: {k3s_args: [server]}']);

interface NodeOptions extends VmOptions {
  /** What the disk is for the machine. */
  readonly kind?: DriveKind;
}

/** With a hardware watchdog, as most servers have one. */
export async function startNode(
  name: string,
  disk: string,
  { kind = 'disk', ...options }: NodeOptions = {},
): Promise<Machine> {
  return startVm(
    {
      name,
      memory: 1024,
      drives: [{ kind, file: disk }],
      nics: [{ kind: 'user' }],
      words: ['-device', 'i6300esb'],
    },
    options,
  );
}

/** What the boot loader says before it starts something. */
export const startOf = (what: string) => new RegExp(`^.*k3os: ${what}\\. Esc: menu`);

/** What a node says of its generations once it has decided over this start, `GENERATION  IS` of each. */
export async function decidedGenerations(machine: Machine): Promise<string[]> {
  const decided = 'until [ -e /run/k3os/health.json ]; do sleep 1; done';
  const said = await onNode(machine, `timeout 100 sh -c '${decided}'; sudo k3os generations`);
  return said
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/ {2,}/).slice(0, 2).join(' '));
}

export async function restart(machine: Machine): Promise<void> {
  machine.console.skip();
  await switchNode(machine, 'reboot');
}
