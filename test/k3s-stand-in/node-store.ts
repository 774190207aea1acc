import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readIfPresent, writePrivate } from './files.ts';

const StoredNode = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  taints: z.array(z.string()),
  addresses: z.array(z.string()),
  version: z.string(),
  /** Of the start of the machine in which the node registered last. */
  bootId: z.string(),
  annotations: z.record(z.string(), z.string()).default({}),
  created: z.number(),
  lastSeen: z.number(),
});
export type StoredNode = z.infer<typeof StoredNode>;

export const Shared = z.object({
  /** Base URLs of all servers. */
  servers: z.array(z.string()),
  nodes: z.record(z.string(), StoredNode),
  /** Hash of each node's password by name: the first one that came counts. */
  passwords: z.record(z.string(), z.string()),
  bootstrapTokens: z.array(z.string()),
});
export type Shared = z.infer<typeof Shared>;

/** What a node says when it registers. */
export type Registration = Pick<
  StoredNode,
  'name' | 'roles' | 'labels' | 'taints' | 'addresses' | 'version' | 'bootId'
>;

/** k3s's own grace before a node counts as away is 40 s; tests should not wait that long. */
const readyWithinMs = 10_000;

/**
 * The nodes of the cluster, as one server knows them. Every server has a copy; the younger
 * heartbeat wins when two meet, labels are joined.
 */
export class NodeStore {
  readonly #path: string;
  #shared: Shared;

  constructor(path: string) {
    this.#path = path;
    const kept = readIfPresent(path);
    this.#shared = kept === undefined ? empty() : Shared.parse(JSON.parse(kept));
  }

  get shared(): Shared {
    return this.#shared;
  }

  list(): StoredNode[] {
    return Object.values(this.#shared.nodes).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @returns false when another machine came first with this name */
  claim(name: string, password: string): boolean {
    const known = this.#shared.passwords[name];
    this.#shared.passwords[name] ??= hash(password);
    this.save();
    return known === undefined || known === hash(password);
  }

  /** Labels are added and changed, never removed; taints count at the first registration only. */
  register(given: Registration): void {
    const before = this.#shared.nodes[given.name];
    const now = Date.now();
    this.#shared.nodes[given.name] = {
      ...given,
      labels: { ...before?.labels, ...given.labels },
      taints: before?.taints ?? given.taints,
      annotations: before?.annotations ?? {},
      created: before?.created ?? now,
      lastSeen: now,
    };
    this.save();
  }

  /** @returns false when the node is not registered (any more) */
  heartbeat(name: string): boolean {
    const node = this.#shared.nodes[name];
    if (node !== undefined) {
      node.lastSeen = Date.now();
    }
    return node !== undefined;
  }

  /** A value of null removes. @returns false when the node is not registered */
  annotate(name: string, changes: Readonly<Record<string, string | null>>): boolean {
    const node = this.#shared.nodes[name];
    if (node !== undefined) {
      const all = Object.entries({ ...node.annotations, ...changes });
      const kept = all.flatMap(([key, value]) => (value === null ? [] : [[key, value]]));
      node.annotations = Object.fromEntries(kept);
      this.save();
    }
    return node !== undefined;
  }

  addServer(url: string): void {
    this.#shared.servers = [...new Set([...this.#shared.servers, url])];
    this.save();
  }

  addBootstrapToken(token: string): void {
    this.#shared.bootstrapTokens = [...new Set([...this.#shared.bootstrapTokens, token])];
    this.save();
  }

  merge(other: Shared): void {
    for (const [name, theirs] of Object.entries(other.nodes)) {
      const ours = this.#shared.nodes[name];
      this.#shared.nodes[name] = ours === undefined ? theirs : younger(ours, theirs);
    }
    this.#shared.passwords = { ...other.passwords, ...this.#shared.passwords };
    this.#shared.servers = [...new Set([...this.#shared.servers, ...other.servers])];
    this.#shared.bootstrapTokens = [
      ...new Set([...this.#shared.bootstrapTokens, ...other.bootstrapTokens]),
    ];
    this.save();
  }

  save(): void {
    writePrivate(this.#path, `${JSON.stringify(this.#shared)}\n`);
  }
}

function younger(ours: StoredNode, theirs: StoredNode): StoredNode {
  const [old, young] = ours.lastSeen >= theirs.lastSeen ? [theirs, ours] : [ours, theirs];
  return {
    ...young,
    labels: { ...old.labels, ...young.labels },
    created: Math.min(old.created, young.created),
  };
}

export function isReady({ lastSeen }: StoredNode): boolean {
  return Date.now() - lastSeen < readyWithinMs;
}

function empty(): Shared {
  return { servers: [], nodes: {}, passwords: {}, bootstrapTokens: [] };
}

function hash(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}
