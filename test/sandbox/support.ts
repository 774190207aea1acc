import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildK3os, buildStandIn, project } from '../../src/dev/build.ts';
import { programVersion } from '../../src/dev/program-version.ts';
import { k3sVersionOf } from '../../src/image/k3s/k3s-binary.ts';
import { buildRootfs } from '../../src/image/system/rootfs.ts';
import {
  type Cluster,
  type ClusterOptions,
  createCluster,
  type NodeSpec,
} from '../../src/sandbox/cluster.ts';
import type { SandboxNode } from '../../src/sandbox/node.ts';
import { isConfigured, isReady, kubernetesNodes, reportsOf } from '../../src/sandbox/progress.ts';
import { must } from '../../src/sandbox/run.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Nodes with the real system image, the built program and the stand-in of k3s. */
export async function startCluster(
  nodes: readonly NodeSpec[],
  more: Pick<ClusterOptions, 'names'> = {},
): Promise<Cluster> {
  const standIn = await buildStandIn(say);
  const image = await buildRootfs({
    project,
    k3os: await buildK3os(say),
    version: programVersion(project),
    progress: say,
  });
  return createCluster({
    image,
    k3s: { path: standIn, version: await k3sVersionOf(standIn) },
    nodes,
    ...more,
  });
}

export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

export async function makeKey(): Promise<KeyPair> {
  const folder = mkdtempSync(join(tmpdir(), 'k3os-key-'));
  try {
    const file = join(folder, 'key');
    await must('ssh-keygen', [
      'ssh-keygen',
      '-q',
      '-t',
      'ed25519',
      '-N',
      '',
      '-C',
      'test',
      '-f',
      file,
    ]);
    return {
      privateKey: readFileSync(file, 'utf8'),
      publicKey: readFileSync(`${file}.pub`, 'utf8').trim(),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function configured(node: SandboxNode, timeoutMs = 60_000): Promise<void> {
  await node.waitFor('configured', timeoutMs, () => isConfigured(node));
}

/** Waits until the cluster has exactly these nodes, all Ready. */
export async function ready(
  cluster: Cluster,
  names: readonly string[],
  timeoutMs = 60_000,
): Promise<void> {
  const wanted = [...names].sort().join(' ');
  const observer = cluster.nodes[0];
  await observer?.waitFor(`${wanted} Ready`, timeoutMs, async () => {
    const nodes = (await kubernetesNodes(cluster)).filter(isReady);
    return (
      nodes
        .map(({ metadata }) => metadata.name)
        .sort()
        .join(' ') === wanted
    );
  });
}

/** Waits until the node has decided that its start was a good one; nothing of the program runs after it. */
export async function healthy(node: SandboxNode, timeoutMs = 60_000): Promise<void> {
  await node.waitFor(
    'healthy',
    timeoutMs,
    () => node.readFile('/run/k3os/health.json')?.includes('"outcome": "good"') === true,
  );
  await node.waitFor(
    'end of the look at its health',
    10_000,
    async () => (await node.exec(['pgrep', '-f', 'watch-health'])).status !== 0,
  );
}

/** `initrd ok, boot ok, runtime degraded` */
export function outcomes(node: SandboxNode): string {
  return reportsOf(node)
    .map(({ phase, outcome }) => `${phase} ${outcome}`)
    .join(', ');
}

/** Output of a command that has to work. */
export async function output(node: SandboxNode, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await node.exec(argv);
  if (status !== 0) {
    throw new Error(`${node.name}: ${argv.join(' ')}: status ${status}: ${stderr || stdout}`);
  }
  return stdout.trim();
}

/** What the stand-in of k3s was started with last. */
export function startRecord(node: SandboxNode): {
  argv: string[];
  env: Record<string, string>;
  pid: number;
  starts: number;
} {
  return JSON.parse(node.readFile('/var/lib/rancher/k3s/stand-in.json') ?? '');
}
