import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { NodeError, OperationError, reasonOf, UsageError } from '../errors.ts';
import { runningClusters } from './leftovers.ts';
import { enterNode } from './node.ts';
import { findInit, wakeNsenters } from './processes.ts';

/** `npm run shell -- NODE [USER]`: a login shell in a running node, as rancher unless told otherwise. */
async function main([wanted, user = 'rancher']: readonly string[]): Promise<number> {
  if (process.getuid?.() !== 0) {
    throw new OperationError('only root can enter a node: run it as root');
  }

  const running = runningClusters().flatMap(({ name: cluster, holder, nodes }) =>
    nodes.map(({ name }) => ({ name, holder, fullName: `${cluster}/${name}` })),
  );
  const found = running.filter(({ name, fullName }) => name === wanted || fullName === wanted);
  const [node] = found;
  if (node === undefined || found.length > 1 || !/^[a-z_][a-z0-9_-]*$/.test(user)) {
    throw new UsageError(`usage: npm run shell -- NODE [USER]; ${known(running, found)}`);
  }

  const namespace = statSync(`/proc/${node.holder.pid}/root/run/netns/${node.name}`);
  const [program = '', ...words] = enterNode(findInit(`net:[${namespace.ino}]`), node.name);
  const terminal = `TERM=${process.env.TERM ?? 'linux'}`;
  // Our own terminal is not one of the node's, and some programs want to know its name: `script` makes one there.
  const login = process.stdin.isTTY
    ? ['script', '--quiet', '--return', '--command', `su -l ${user}`, '/dev/null']
    : ['su', '-l', user];
  const child = spawn(program, [...words, terminal, ...login], { stdio: 'inherit' });
  // Ctrl-C is for what runs there.
  process.on('SIGINT', () => undefined);
  // The node may be restarted from elsewhere, or by what is typed here.
  const watch = setInterval(wakeNsenters, 500);
  const [status] = (await once(child, 'exit')) as [number | null];
  clearInterval(watch);
  return status ?? 1;
}

interface Candidate {
  readonly name: string;
  readonly fullName: string;
}

function known(running: readonly Candidate[], found: readonly Candidate[]): string {
  if (running.length === 0) {
    return 'no nodes are running: npm start';
  }

  const unique = (name: string) => running.filter((other) => other.name === name).length === 1;
  const names = (found.length > 1 ? found : running).map(({ name, fullName }) =>
    unique(name) ? name : fullName,
  );
  return `${found.length > 1 ? 'several have that name' : 'running'}: ${names.join(', ')}`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof NodeError)) {
    throw error;
  }
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = error.exitCode;
}
