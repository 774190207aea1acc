/**
 * What a plan consists of. Actions are data: no action reads the machine, and everything needed to
 * perform, describe and diff one is inside it.
 */
export type Action =
  | WriteAction
  | DirectoryAction
  | LinkAction
  | RemoveAction
  | SysctlAction
  | RunAction
  | CommandAction
  | FetchKeysAction
  | FetchFileAction;

export type ActionKind = Action['kind'];
export type ActionOf<K extends ActionKind> = Extract<Action, { kind: K }>;

interface Common {
  /** For a person, where the action alone does not say it: `k3s arguments changed`. */
  readonly why?: string;
  /** `config.d/20-net.yaml:7`, so that a failure names the line that asked for it. */
  readonly origin?: string;
  /** Remembered in the ledger once the action succeeded (see Facts.ledger). */
  readonly record?: { readonly key: string; readonly value: string };
}

/** `rancher`, `1000`; resolved to numbers when performed, because the account may be made by the same plan. */
export interface Owner {
  readonly user?: string;
  readonly group?: string;
}

export interface WriteAction extends Common {
  readonly kind: 'write';
  readonly path: string;
  readonly content: Buffer | string;
  readonly mode: number;
  readonly owner?: Owner;
  /** Content must not be shown in a diff or log. */
  readonly secret?: boolean;
  /** Content goes to the end of what the file holds when this is performed; mode and owner only count for a new file. */
  readonly append?: boolean;
}

export interface DirectoryAction extends Common {
  readonly kind: 'directory';
  readonly path: string;
  readonly mode: number;
  readonly owner?: Owner;
}

export interface LinkAction extends Common {
  readonly kind: 'link';
  readonly path: string;
  readonly target: string;
}

export interface RemoveAction extends Common {
  readonly kind: 'remove';
  readonly path: string;
}

/** `net.ipv4.ip_forward`; also hostname (`kernel.hostname`). */
export interface SysctlAction extends Common {
  readonly kind: 'sysctl';
  readonly key: string;
  readonly value: string;
}

/** A program of the system. */
export interface RunAction extends Common {
  readonly kind: 'run';
  readonly argv: readonly string[];
  /** Never shown; the only way a secret reaches a program. */
  readonly stdin?: string;
  readonly timeoutMs?: number;
}

/** A command of the user: the only thing that goes through `sh -c`. */
export interface CommandAction extends Common {
  readonly kind: 'command';
  readonly command: string;
  readonly timeoutMs: number;
  /** Added to the usual environment: `k3os.environment`, proxies mostly. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface KeySource {
  /** As configured: `github:alice`. */
  readonly spec: string;
  readonly url: string;
  /** Last good answer, 0600; its format is lib/authorized-keys.ts. */
  readonly cache: string;
}

/**
 * Keys from URLs. Of every source the fetched keys, or after a failed fetch the cached ones, are joined with
 * `keys` in the managed block of the authorized_keys file at `path`; fails when any source failed.
 */
export interface FetchKeysAction extends Common {
  readonly kind: 'fetch-keys';
  readonly sources: readonly KeySource[];
  /** Noted in a cache that was just fetched, so that a later plan of this boot leaves the source out. */
  readonly bootId: string;
  /** Lines given in the configuration itself, and those of sources that need no fetching. */
  readonly keys: readonly string[];
  readonly path: string;
  readonly owner: Owner;
}

/** `write_files` with `source.uri`. */
export interface FetchFileAction extends Common {
  readonly kind: 'fetch-file';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
  readonly mode: number;
  readonly owner?: Owner;
}

/** Kinds that change the running kernel or services: meaningless under another `--root`. */
export const liveKinds: ReadonlySet<ActionKind> = new Set(['sysctl', 'run', 'command']);
