import { loadConfig } from '../config/load.ts';
import type { NodeConfig } from '../config/schema.ts';
import type { Role } from '../k3s/flag-table.ts';
import { type GivenFlag, isSet, parseFlags, valuesOf } from '../k3s/flags.ts';
import { launchOf } from '../k3s/role.ts';
import { toWords } from '../k3s/words.ts';

/** What `npm start` sets on a node beside the user's file, in the spelling of a configuration file. */
export interface OwnSettings {
  readonly hostname: string;
  readonly k3os?: Readonly<Record<string, string | readonly string[]>>;
}

export interface ClusterPlan {
  readonly servers: number;
  readonly agents: number;
  readonly texts: Readonly<Record<Role, string>>;
  /** The agents' file is the user's own; an example's is made to fit the servers. */
  readonly ownAgents: boolean;
  /** For a cluster whose file names none. */
  readonly token: string;
}

/** Where later sources of a node are; the name says who made it. */
export const ownFile = '/var/lib/rancher/k3os/config.d/90-npm-start.yaml';

export function renderOwnSettings(settings: OwnSettings): string {
  return `# Made by npm start, which needs these values to form a cluster of several nodes.\n${JSON.stringify(settings, undefined, 2)}\n`;
}

/** One server keeps its data in SQLite; several need etcd, started by the first and joined by the others. */
export function serverSettings(index: number, plan: ClusterPlan): OwnSettings {
  const server = read(plan.texts.server);
  const alone = plan.servers + plan.agents === 1;
  const token = alone || hasToken(server) ? {} : { token: plan.token };
  return settings(`server-${index + 1}`, { ...clusterWords(index, plan, server), ...token });
}

function clusterWords(index: number, { servers }: ClusterPlan, server: NodeFile) {
  if (servers === 1) {
    return {};
  }
  const forms = isSet(server.flags, 'cluster-init');
  if (index === 0) {
    return forms ? {} : { 'k3s_args+': ['--cluster-init'] };
  }

  const words = server.words.filter((word) => !/^--?cluster-init(=|$)/.test(word));
  const named = words[0] === 'server' || words[0] === 'agent';
  // With a server to join, k3s_args that name no role would mean an agent.
  return {
    server_url: serverUrl(server),
    ...(named && words.length === server.words.length
      ? {}
      : { k3s_args: named ? words : ['server', ...words] }),
  };
}

export function agentSettings(index: number, plan: ClusterPlan): OwnSettings {
  const server = read(plan.texts.server);
  const agent = read(plan.texts.agent);
  const url = serverUrl(server);
  const token = agentToken(server) ?? (hasToken(server) ? undefined : plan.token);
  const setsUrl = plan.ownAgents ? !hasServer(agent) : agent.config.k3os?.serverUrl !== url;
  const setsToken = plan.ownAgents ? !hasToken(agent) : agent.config.k3os?.token !== token;
  return settings(`agent-${index + 1}`, {
    ...(setsUrl ? { server_url: url } : {}),
    ...(setsToken && token !== undefined ? { token } : {}),
  });
}

function settings(hostname: string, k3os: NonNullable<OwnSettings['k3os']>): OwnSettings {
  return Object.keys(k3os).length === 0 ? { hostname } : { hostname, k3os };
}

/** `hostname of all; k3os.token of agent-1, agent-2` */
export function describeOwnSettings(all: readonly OwnSettings[]): string {
  const nodes = Map.groupBy(
    all.flatMap(({ hostname, k3os = {} }) =>
      Object.keys(k3os).map((key) => ({ hostname, key: `k3os.${key}` })),
    ),
    ({ key }) => key,
  );
  const parts = [...nodes].map(
    ([key, owners]) => `${key} of ${owners.map(({ hostname }) => hostname).join(', ')}`,
  );
  return ['hostname of each node', ...parts].join('; ');
}

interface NodeFile {
  readonly config: NodeConfig;
  readonly words: readonly string[];
  readonly flags: readonly GivenFlag[];
}

/** Problems of the file are the nodes' to tell. */
function read(text: string): NodeFile {
  const { config } = loadConfig([{ file: 'config.yaml', format: 'yaml', content: text }]);
  const words = toWords(config.k3os?.k3sArgs ?? []).words.map((word) => word.text);
  return { config, words, flags: parseFlags(launchOf(config).words).flags };
}

function serverUrl({ flags }: NodeFile): string {
  return `https://server-1:${valuesOf(flags, 'https-listen-port').at(-1) ?? '6443'}`;
}

function hasServer({ config, flags }: NodeFile): boolean {
  const { serverUrl: url, environment = {} } = config.k3os ?? {};
  return [url, environment.K3S_URL, ...valuesOf(flags, 'server')].some(Boolean);
}

function hasToken(file: NodeFile): boolean {
  const files = [
    file.config.k3os?.environment?.K3S_TOKEN_FILE,
    ...valuesOf(file.flags, 'token-file'),
  ];
  return [tokenOf(file), ...files].some(Boolean);
}

function tokenOf({ config, flags }: NodeFile): string | undefined {
  const { token, environment = {} } = config.k3os ?? {};
  return valuesOf(flags, 'token').at(-1) || token || environment.K3S_TOKEN;
}

/** A server may have another word for agents than for servers. */
function agentToken(server: NodeFile): string | undefined {
  const { environment = {} } = server.config.k3os ?? {};
  return (
    valuesOf(server.flags, 'agent-token').at(-1) || environment.K3S_AGENT_TOKEN || tokenOf(server)
  );
}
