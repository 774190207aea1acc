import type { FileStatus } from '../effects/system.ts';
import type { LinkFact } from './links.ts';

/** What an applier wants to know before it plans. Pure data, so that all reading happens in one place, once. */
export interface FactQuery {
  /** Files whose status and content the plan compares with; absolute paths. */
  readonly files?: readonly string[];
  /** `net.ipv4.ip_forward` */
  readonly sysctls?: readonly string[];
  /** Folders of which every file below is compared with. */
  readonly trees?: readonly string[];
  /** The network links of the machine. */
  readonly links?: boolean;
}

export interface FileFact extends FileStatus {
  /** Of regular files up to 16 MiB; of anything else undefined. */
  readonly content?: Buffer;
}

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

export interface GroupFact {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/** `sandbox` shares its kernel with a host: modules and global sysctls are not its own. */
export type BootMode = 'disk' | 'local' | 'live' | 'install' | 'shell' | 'sandbox';

/** The machine as it was when the run began. Plans see nothing else. */
export interface Facts {
  readonly live: boolean;
  readonly mode: BootMode;
  readonly bootId: string;
  /** 32 hex digits; undefined before it was generated. */
  readonly machineId: string | undefined;
  readonly k3osVersion: string;
  /** `v1.36.4+k3s1`, from the name of the version folder; undefined when no k3s is present. */
  readonly k3sVersion: string | undefined;
  readonly loadedModules: ReadonlySet<string>;
  readonly accounts: readonly Account[];
  readonly groups: readonly GroupFact[];
  /** Empty when no applier asked for them. */
  readonly links: readonly LinkFact[];
  /** What was done since power-on: `write:/etc/x` → hash of the definition. Kept 0600 under /run/k3os. */
  readonly ledger: ReadonlyMap<string, string>;
  /** Undefined: absent. Throws for a path that no applier asked for (a bug). */
  file(path: string): FileFact | undefined;
  /** Undefined: no such sysctl. Throws for a key that no applier asked for (a bug). */
  sysctl(key: string): string | undefined;
  /** Files below a folder by their path relative to it, `a/b.yaml`; links not followed; empty when there is none. */
  tree(path: string): ReadonlyMap<string, FileFact>;
}
