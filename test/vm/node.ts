import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildK3os } from '../../src/dev/build.ts';
import { runTool } from '../../src/image/build/run-tool.ts';
import type { Outcome } from '../../src/sandbox/run.ts';
import type { Machine } from '../../src/vm/machine.ts';
import type { DirectKernel } from '../../src/vm/machine-spec.ts';
import { makeKey } from '../sandbox/support.ts';
import { tempRoot } from '../support/temp-root.ts';
import { nodeImage, say } from './image.ts';

/** How long a node may take to boot where processors are emulated and busy; only what hangs gets there. */
export const bootMs = 600_000;

/** Logs in on all nodes of these tests. */
export const operator = await makeKey();

const mostTries = 30;
/** Of `run`; commands here that `timeout` ends have another one behind it. */
const timedOut = 124;
const betweenTriesMs = 2_000;

/** What a command on the node prints, whatever its status. One that does not end is an error. */
export async function onNode(
  machine: Machine,
  command: string,
  timeoutMs = 120_000,
): Promise<string> {
  const { status, stdout, stderr } = await reached(machine, command, timeoutMs);
  if (status === timedOut) {
    throw new Error(`not done after ${timeoutMs / 1000} s: ${command}\n${stderr}${stdout}`);
  }
  return stdout;
}

/** Told, and not waited for: the connection may end before the command does. */
export async function switchNode(machine: Machine, how: 'poweroff' | 'reboot'): Promise<void> {
  await reached(machine, `sudo ${how}`, 30_000);
}

/** ssh ends with 255 when there was no connection: a busy machine refuses some, and sshd starts anew when its last key is made. */
async function reached(machine: Machine, command: string, timeoutMs: number): Promise<Outcome> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await machine.ssh('rancher', operator.privateKey, command, { timeoutMs });
    if (outcome.status !== 255) {
      return outcome;
    }
    if (tries === mostTries) {
      throw new Error(`ssh: status 255: ${outcome.stderr}${outcome.stdout}`);
    }
    await sleep(betweenTriesMs);
  }
}

/** k3s starts when the boot ends, and an agent waits for its server. */
const joinSeconds = 240;

/** Waits until the k3s of a node knows as many nodes as Ready; answers what kubectl prints of them. */
export async function readyNodes(machine: Machine, count = 1): Promise<string> {
  // On the node itself: each login takes its processor for seconds.
  const ready = `[ "$(sudo kubectl get nodes | grep -c ' Ready ')" = ${count} ]`;
  const wait = `timeout ${joinSeconds} sh -c 'until ${ready.replaceAll("'", "'\\''")}; do sleep 2; done'`;
  const look = 'sudo kubectl get nodes -o wide --show-labels';
  const nodes = await onNode(machine, `${wait} 2>/dev/null; ${look}`, (joinSeconds + 60) * 1000);
  if (nodes.match(/ Ready /g)?.length !== count) {
    throw new Error(`not ${count} nodes are Ready after ${joinSeconds} s:\n${nodes}`);
  }
  return nodes;
}

/** The lines that all nodes here have: the operator's key, and no waiting for time servers, which are out of reach. */
export function nodeConfig(lines: readonly string[]): string {
  return [
    `ssh_authorized_keys: [${operator.publicKey}]`,
    'write_files: [{path: /etc/conf.d/time-sync, content: "timeout=1\\n"}]',
    ...lines,
    '',
  ].join('\n');
}

/**
 * An emulated processor translates a program anew whenever it starts at other addresses, which takes half of a boot's time; real
 * ones do nothing of the kind.
 */
export const quickEmulation = 'norandmaps';

/** Kernel and initrd without any medium; the configuration is appended to the initrd, as the kernel allows. */
export async function directBoot(config: string, append = ''): Promise<DirectKernel> {
  const { vmlinuz, initrd } = await nodeImage();
  const folder = tempRoot().path;
  const own = join(folder, 'initrd');
  cpSync(initrd, own);
  await appendConfig(own, config);
  return {
    image: vmlinuz,
    initrd: own,
    append: `k3os.mode=live ${quickEmulation} panic=-1 console=tty1 console=ttyS0,115200 ${append}`,
  };
}

async function appendConfig(initrd: string, config: string): Promise<void> {
  const folder = join(tempRoot().path, 'extra');
  mkdirSync(folder);
  writeFileSync(join(folder, 'config.yaml'), config);
  const pack = 'echo config.yaml | cpio --quiet --create --format=newc >>"$1"';
  await runTool(['sh', '-ec', pack, 'sh', initrd], { cwd: folder });
}

/** The ISO with this configuration and these words for the kernel on it, made in the way a user makes one. */
export async function isoWith(config: string, words: string): Promise<string> {
  const { iso } = await nodeImage();
  const { path } = tempRoot({ 'config.yaml': config });
  const output = join(path, 'own.iso');
  await runTool([
    await buildK3os(say),
    ...['image', 'remaster', iso, '--config', join(path, 'config.yaml')],
    ...['--output', output, '--append', `${quickEmulation} ${words}`],
  ]);
  return output;
}
