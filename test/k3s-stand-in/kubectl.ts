import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { renderTable } from '../../src/lib/table.ts';
import { caHash } from './ca-hash.ts';
import { type CallOptions, call } from './http-client.ts';
import { located } from './location.ts';
import { Fatal } from './log.ts';

interface Kubeconfig {
  readonly clusters: readonly {
    cluster: { server: string; 'certificate-authority-data': string };
  }[];
  readonly users: readonly {
    user: { 'client-certificate-data': string; 'client-key-data': string };
  }[];
}

interface KubernetesNode {
  readonly metadata: { name: string; creationTimestamp: string; labels: Record<string, string> };
  readonly status: {
    conditions: readonly { type: string; status: string }[];
    nodeInfo: { kubeletVersion: string };
    addresses: readonly { type: string; address: string }[];
  };
}

/** `get nodes [-o json|wide|name] [--show-labels]`, `get --raw PATH`, `annotate node NAME KEY=VALUE KEY-`. */
export async function kubectl(words: readonly string[]): Promise<string> {
  const { plain, options } = split(words);
  const raw = options.get('raw');
  if (plain[0] === 'get' && raw !== undefined) {
    return await ask(raw, options);
  }
  if (plain[0] === 'annotate' && plain[1] === 'node') {
    return await annotate(plain[2] ?? '', plain.slice(3), options);
  }
  if (plain[0] !== 'get' || !/^(no|nodes?)$/.test(plain[1] ?? '')) {
    throw new Fatal(
      `the stand-in of k3s knows only "get nodes", "get --raw PATH" and "annotate node", not: ${words.join(' ')}`,
    );
  }

  const answer = await ask('/api/v1/nodes', options);
  const items = (JSON.parse(answer).items as KubernetesNode[]).filter(
    ({ metadata }) => plain[2] === undefined || plain[2] === metadata.name,
  );
  return render(items, options.get('o') ?? options.get('output') ?? '', options);
}

function split(words: readonly string[]) {
  const plain: string[] = [];
  const options = new Map<string, string>();
  const alone = new Set(['no-headers', 'show-labels', 'A', 'overwrite']);

  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [, name, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) {
      plain.push(word);
    } else if (value !== undefined || alone.has(name)) {
      options.set(name, value ?? 'true');
    } else {
      at += 1;
      options.set(name, words[at] ?? '');
    }
  }
  return { plain, options };
}

/** Unlike kubectl always as with `--overwrite`. */
async function annotate(
  name: string,
  words: readonly string[],
  options: ReadonlyMap<string, string>,
): Promise<string> {
  const annotations = Object.fromEntries(
    words.map((word): [string, string | null] => {
      const at = word.indexOf('=');
      return at < 0 ? [word.replace(/-$/, ''), null] : [word.slice(0, at), word.slice(at + 1)];
    }),
  );
  const body = JSON.stringify({ metadata: { annotations } });
  await ask(`/api/v1/nodes/${name}`, options, { method: 'PATCH', body });
  return `node/${name} annotated`;
}

async function ask(
  path: string,
  options: ReadonlyMap<string, string>,
  more: CallOptions = {},
): Promise<string> {
  const { server, ...proof } = readKubeconfig(options.get('kubeconfig'));
  return await call(new URL(path, server).href, { ...proof, ...more });
}

function readKubeconfig(named?: string) {
  const path = named ?? process.env.KUBECONFIG ?? located('/etc/rancher/k3s/k3s.yaml');
  const decode = (text: string | undefined) => Buffer.from(text ?? '', 'base64').toString();

  try {
    const { clusters, users } = JSON.parse(readFileSync(path, 'utf8')) as Kubeconfig;
    return {
      server: clusters[0]?.cluster.server ?? '',
      ca: decode(clusters[0]?.cluster['certificate-authority-data']),
      cert: decode(users[0]?.user['client-certificate-data']),
      key: decode(users[0]?.user['client-key-data']),
    };
  } catch (cause) {
    throw new Fatal(`Unable to read ${path}, is this a server?`, { cause });
  }
}

function render(
  items: readonly KubernetesNode[],
  output: string,
  options: ReadonlyMap<string, string>,
): string {
  if (output === 'json') {
    return JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2);
  }
  if (output === 'name') {
    return items.map(({ metadata }) => `node/${metadata.name}`).join('\n');
  }

  const wide = output === 'wide';
  const labels = options.has('show-labels');
  const header = [
    ...['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'],
    ...(wide ? ['INTERNAL-IP'] : []),
    ...(labels ? ['LABELS'] : []),
  ];
  const rows = items.map((node) => [
    node.metadata.name,
    node.status.conditions[0]?.status === 'True' ? 'Ready' : 'NotReady',
    rolesOf(node),
    `${Math.round((Date.now() - Date.parse(node.metadata.creationTimestamp)) / 1000)}s`,
    node.status.nodeInfo.kubeletVersion,
    ...(wide ? [node.status.addresses[0]?.address ?? '<none>'] : []),
    ...(labels ? [labelsOf(node)] : []),
  ]);
  return renderTable(options.has('no-headers') ? rows : [header, ...rows], { gap: 3 });
}

function rolesOf({ metadata }: KubernetesNode): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(metadata.labels).filter((key) => key.startsWith(prefix));
  return roles.map((key) => key.slice(prefix.length)).join(',') || '<none>';
}

function labelsOf({ metadata }: KubernetesNode): string {
  const labels = Object.entries(metadata.labels).map(([key, value]) => `${key}=${value}`);
  return labels.join(',') || '<none>';
}

/** `k3s token create [TOKEN]`: a bootstrap token for agents. */
export async function createToken(words: readonly string[]): Promise<string> {
  if (words[0] !== 'create') {
    throw new Fatal('the stand-in of k3s knows only "token create"');
  }

  const token = words[1] ?? `${randomBytes(3).toString('hex')}.${randomBytes(8).toString('hex')}`;
  const { server, ...proof } = readKubeconfig();
  await call(new URL('/stand-in/token', server).href, { ...proof, method: 'POST', body: token });
  return `K10${caHash(proof.ca)}::${token}`;
}
