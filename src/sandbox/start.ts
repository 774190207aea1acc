import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildK3os, project } from '../dev/build.ts';
import { programVersion } from '../dev/program-version.ts';
import { exitCodes, NodeError, OperationError, reasonOf } from '../errors.ts';
import { buildRootfs } from '../image/system/rootfs.ts';
import type { Role } from '../k3s/flag-table.ts';
import { chooseK3s } from './choose-k3s.ts';
import { createCluster } from './cluster.ts';
import { stopCommand } from './commands.ts';
import { exampleNodes } from './example-nodes.ts';
import { removeCluster, removeLeftovers, runningClusters } from './leftovers.ts';
import { describeOwnSettings, ownFile } from './own-settings.ts';
import { checkHost } from './preflight.ts';
import { parseStartOptions, type StartOptions, startUsage } from './start-options.ts';
import { nextInterrupt, supervise } from './supervise.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(words: readonly string[]): Promise<number> {
  if (words.includes('--help')) {
    say(startUsage);
    return exitCodes.ok;
  }

  const options = parseStartOptions(words);
  checkHost();
  if (options.stop) {
    return stopRunning(options.name);
  }
  await refuseSecond(options.name);

  // Before anything that takes minutes: a mistyped name is to show at once.
  const { nodes, own } = exampleNodes({
    servers: options.servers,
    agents: options.agents,
    texts: readConfigs(options),
    ownAgents: options.configs.agent !== undefined,
    token: randomBytes(16).toString('hex'),
  });
  const k3s = await chooseK3s(options.k3s, say);
  const image = await buildRootfs({
    project,
    k3os: await buildK3os(say),
    version: programVersion(project),
    progress: say,
  });
  const startedAt = Date.now();
  // From here on there is something to clean up.
  const interrupted = nextInterrupt();
  say(`npm start itself sets, in ${ownFile}: ${describeOwnSettings(own)}`);
  say(`switching on ${nodes.map(({ name }) => name).join(', ')}`);
  const cluster = await createCluster({
    name: options.name,
    image,
    k3s,
    nodes,
    keep: options.keep,
  });
  return supervise(cluster, options, { startedAt, interrupted, say });
}

async function stopRunning(wanted: string): Promise<number> {
  const clusters = runningClusters().filter(({ name }) => name === wanted);
  for (const record of clusters) {
    await removeCluster(record);
  }
  say(clusters.length === 0 ? 'no nodes are running' : 'the nodes are stopped');
  return exitCodes.ok;
}

async function refuseSecond(wanted: string): Promise<void> {
  for (const name of await removeLeftovers()) {
    say(`removed what a killed run had left behind (${name})`);
  }
  if (runningClusters().some(({ name }) => name === wanted)) {
    throw new OperationError(
      `nodes are running already; stop them with Ctrl-C there, or: ${stopCommand(wanted)}`,
    );
  }
}

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'not allowed',
};

function readConfigs({ configs }: StartOptions): Record<Role, string> {
  const read = (role: Role): string => {
    const file = configs[role] ?? join(project, 'config/examples', `${role}.yaml`);
    try {
      return readFileSync(file, 'utf8');
    } catch (cause) {
      const { code = '', message } = cause as NodeJS.ErrnoException;
      throw new OperationError(
        `cannot read ${file}, the configuration of the ${role}: ${unreadable[code] ?? message}`,
      );
    }
  };
  return { server: read('server'), agent: read('agent') };
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.exitCode = error instanceof NodeError ? error.exitCode : exitCodes.failed;
  process.stderr.write(
    `${error instanceof NodeError ? reasonOf(error) : (error as Error).stack}\n`,
  );
}
// Whatever still holds a handle must not keep a finished run open.
process.exit();
