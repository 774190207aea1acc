import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { OperationError } from '../errors.ts';
import { switchScript } from './network.ts';
import { childrenOf, identify, type ProcessIdentity } from './processes.ts';

/**
 * The namespaces that hold a whole cluster: mounts, network (with the switch) and processes. Their first process keeps
 * them; when it ends, the kernel ends every process of every node and with them go all mounts and links.
 */
export interface Namespaces {
  readonly holder: ProcessIdentity;
}

/**
 * @param keep false: the namespaces end together with this program, however it ends, because their first process reads
 * from a pipe that only this program holds open.
 */
export async function createNamespaces(keep: boolean): Promise<Namespaces> {
  const script = [
    'set -e',
    // A /run of its own, so that /run/netns is not the host's.
    'mount -t tmpfs tmpfs /run',
    'mkdir /run/netns',
    ...switchScript,
    'echo ready',
    keep ? 'exec >/dev/null 2>&1 </dev/null sleep infinity' : 'exec cat >/dev/null',
  ].join('\n');
  const child = spawn(
    'unshare',
    [
      '--mount',
      '--propagation',
      'private',
      '--net',
      '--pid',
      '--fork',
      '--kill-child',
      'sh',
      '-c',
      script,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  );
  await ready(child);

  const [inner] = childrenOf(child.pid ?? 0);
  const holder = inner === undefined ? undefined : identify(inner);
  if (holder === undefined) {
    throw new OperationError('the namespaces of the sandbox ended as soon as they were made');
  }
  release(child);
  return { holder };
}

async function ready(child: ChildProcess): Promise<void> {
  let errors = '';
  child.stderr?.on('data', (part: Buffer) => {
    errors += part.toString();
  });
  const failed = once(child, 'close').then(() => {
    throw new OperationError(`cannot make namespaces for the sandbox: ${errors.trim()}`);
  });
  const started = child.stdout === null ? Promise.resolve() : once(child.stdout, 'data');
  failed.catch(() => undefined);
  await Promise.race([started, failed]);
}

/** None of it may keep this program from ending. */
function release(child: ChildProcess): void {
  child.unref();
  child.stdout?.destroy();
  child.stderr?.destroy();
  (child.stdin as { unref?: () => void } | null)?.unref?.();
}

/** Words in front of a command which then runs in the cluster's namespaces, beside the switch. */
export function inside({ holder }: Namespaces): string[] {
  return ['nsenter', `--target=${holder.pid}`, '--mount', '--net', '--pid', '--'];
}
