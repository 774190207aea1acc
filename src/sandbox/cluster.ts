import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { OperationError } from '../errors.ts';
import type { Role } from '../k3s/flag-table.ts';
import { createCgroup } from './cgroup.ts';
import {
  type ClusterRecord,
  clusterFolder,
  removeCluster,
  removeLeftovers,
  runningClusters,
  writeRecord,
} from './leftovers.ts';
import { createNamespaces, inside, type Namespaces } from './namespaces.ts';
import { addressOf, dnsmasqArguments, plugScript } from './network.ts';
import { prepareNode, type SandboxNode } from './node.ts';
import { checkHost } from './preflight.ts';
import { identify, killProcess } from './processes.ts';
import { must, type Outcome, type RunOptions, run, startInBackground } from './run.ts';
import { sshWords } from './ssh-words.ts';

export interface NodeSpec {
  readonly name: string;
  readonly role?: Role;
  /** Text of /k3os/system/config.yaml. */
  readonly config: string;
  readonly cmdline?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** What is in its drives: `sr0` → image file. Other block devices it has none. */
  readonly media?: Readonly<Record<string, string>>;
  /** false: waits for powerOn. */
  readonly powered?: boolean;
  /** false: the cable is not plugged in. */
  readonly online?: boolean;
  /** false: DHCP has no address for it. */
  readonly dhcp?: boolean;
}

export interface ClusterOptions {
  /** Default: a new name. */
  readonly name?: string;
  /** The folder made by buildRootfs. */
  readonly image: string;
  /** undefined: the nodes have no k3s at all. */
  readonly k3s?: { readonly path: string; readonly version: string };
  readonly nodes: readonly NodeSpec[];
  /** What its DNS finds beside the nodes: name → address. */
  readonly names?: Readonly<Record<string, string>>;
  /** The cluster goes on when this program ends. */
  readonly keep?: boolean;
}

export interface Cluster {
  readonly record: ClusterRecord;
  readonly nodes: readonly SandboxNode[];
  node(name: string): SandboxNode;
  /** A program of the host beside the switch, where all nodes can be reached. */
  exec(argv: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Logs in over the network with a real client. @param key private key, PEM text. */
  ssh(user: string, node: string, key: string, command: string): Promise<Outcome>;
  /** Switches all nodes off and removes everything. */
  stop(): Promise<void>;
}

/** Creates the cluster and switches its nodes on; what they do then is theirs. Needs root. */
export async function createCluster(options: ClusterOptions): Promise<Cluster> {
  checkHost();
  await removeLeftovers();
  const name = options.name ?? randomBytes(4).toString('hex');
  const folder = clusterFolder(name);
  const namespaces = await createNamespaces(options.keep ?? false);
  const record = recordOf(options, name, folder, namespaces);
  // Here and not earlier: with nothing to wait for in between, no other run can slip in.
  if (runningClusters().some((other) => other.name === name)) {
    killProcess(namespaces.holder);
    throw new OperationError(`nodes of this name (${name}) are running already`);
  }
  writeRecord(record);

  try {
    await plugIn(options, folder, namespaces);
    const nodes = options.nodes.map((spec, index) =>
      prepare(spec, index, options, record, namespaces),
    );
    const cluster = clusterOf(record, namespaces, nodes);
    await Promise.all(
      nodes
        .filter((_, index) => options.nodes[index]?.powered !== false)
        .map((node) => node.powerOn()),
    );
    return cluster;
  } catch (error) {
    await removeCluster(record);
    throw error;
  }
}

function recordOf(
  { nodes, keep = false }: ClusterOptions,
  name: string,
  folder: string,
  { holder }: Namespaces,
): ClusterRecord {
  const launcher = identify(process.pid);
  if (launcher === undefined) {
    throw new OperationError('/proc is not usable');
  }

  return {
    name,
    folder,
    holder,
    launcher,
    keep,
    nodes: nodes.map((node, index) => ({
      name: node.name,
      role: node.role ?? 'server',
      address: addressOf(index),
    })),
    cgroup: createCgroup(
      name,
      nodes.map((node) => node.name),
    ),
  };
}

async function plugIn(
  { nodes, names }: ClusterOptions,
  folder: string,
  namespaces: Namespaces,
): Promise<void> {
  const ports = nodes.flatMap(({ name, online = true }, index) => plugScript(name, index, online));
  await must('plugging in the nodes', [...inside(namespaces), 'sh', '-ec', ports.join('\n')]);

  const named = nodes.map(({ name, dhcp }, index) => ({ name, index, dhcp }));
  startInBackground(
    [...inside(namespaces), 'dnsmasq', ...dnsmasqArguments(folder, named, names)],
    join(folder, 'dnsmasq.log'),
  );
}

function prepare(
  spec: NodeSpec,
  index: number,
  { image, k3s }: ClusterOptions,
  record: ClusterRecord,
  namespaces: Namespaces,
) {
  return prepareNode({
    name: spec.name,
    index,
    address: addressOf(index),
    folder: join(record.folder, 'nodes', spec.name),
    image,
    cgroup: record.cgroup === undefined ? undefined : join(record.cgroup, spec.name),
    namespaces,
    config: spec.config,
    cmdline: spec.cmdline ?? 'BOOT_IMAGE=/vmlinuz quiet console=tty0',
    files: spec.files ?? {},
    media: spec.media ?? {},
    k3s,
  });
}

function clusterOf(
  record: ClusterRecord,
  namespaces: Namespaces,
  nodes: readonly SandboxNode[],
): Cluster {
  const exec: Cluster['exec'] = (argv, options) => run([...inside(namespaces), ...argv], options);
  const node = (name: string): SandboxNode => {
    const found = nodes.find((candidate) => candidate.name === name);
    if (found === undefined) {
      throw new OperationError(`there is no node ${name}`);
    }
    return found;
  };

  return {
    record,
    nodes,
    node,
    exec,
    ssh: (user, name, key, command) =>
      exec(sshWords({ folder: record.folder, key, user, host: node(name).address, command })),
    async stop() {
      // A node that does not switch off in time is cut off with all the others.
      await Promise.allSettled(nodes.map((each) => each.powerOff()));
      await removeCluster(record);
    },
  };
}
