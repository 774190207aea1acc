/**
 * Everything the program does to or asks of the machine. One real implementation (real-system.ts);
 * tests use a recording double (test/support). Nothing else imports node:fs, child processes or the network.
 */
export interface System {
  /** Prefix of every path below, `/` on a node. Symlinks are resolved inside it, never out of it. */
  readonly root: string;
  /** True when `root` is the running machine, so that kernel settings and services are ours to change. */
  readonly live: boolean;
  readonly files: FileSystem;
  readonly clock: Clock;
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  fetch(url: string, options: FetchOptions): Promise<FetchResult>;
  /** Straight to a service: no proxy, no redirect, nothing unpacked. @throws OperationError when there is no answer */
  fetchDirect(url: string, options: DirectOptions): Promise<DirectResult>;
  /** Becomes another program, keeping the process number (execve); returns only in tests. */
  replaceProcess(
    path: string,
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
  ): void;
}

export type FileKind = 'file' | 'directory' | 'link' | 'other';

export interface FileStatus {
  readonly kind: FileKind;
  /** Permission bits, `0o644`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Target text of a link. */
  readonly target?: string;
}

export interface FileDigest {
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
}

export interface WriteOptions {
  readonly mode: number;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** Absolute paths as seen inside `root`. Readers answer undefined for an absent file, throw on anything else. */
export interface FileSystem {
  status(path: string): FileStatus | undefined;
  /** @param limit bytes; a larger file is an error. Refuses FIFOs and devices. */
  read(path: string, limit?: number): Buffer | undefined;
  list(path: string): string[] | undefined;
  /**
   * Temporary file with O_EXCL and the final mode in the same directory, fsync, rename, fsync of the directory.
   * Parents are created 0755. A link as last element is replaced, not followed.
   */
  writeAtomically(path: string, content: Buffer | string, options: WriteOptions): void;
  /** A plain write in place: for /proc, /sys and devices, where rename has no meaning. */
  writeInPlace(path: string, content: string): void;
  /** Over the bytes that are there: same length, same place on the disk. It is on disk when this returns. */
  overwrite(path: string, content: Buffer): void;
  /** A new file, on disk when this returns. Refuses where there is something already. */
  copy(from: string, to: string, options: WriteOptions): void;
  /** Of the content as it is now, whatever its size; undefined for an absent file. */
  digest(path: string): FileDigest | undefined;
  /** On disk when this returns. Replaces files, links and empty folders. */
  rename(from: string, to: string): void;
  makeDirectory(path: string, options: WriteOptions): void;
  link(path: string, target: string): void;
  remove(path: string): void;
  /** A bounded append, for logs. */
  append(path: string, content: string, options: WriteOptions): void;
}

export interface Clock {
  now(): Date;
  /** Milliseconds since some moment, which no setting of the clock changes. */
  monotonicMs(): number;
  /** @param signal ends it early, by throwing */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** What a program gets that is given no environment of its own. */
export const plainEnvironment: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
};

export interface ExecOptions {
  readonly stdin?: string;
  /** The whole environment; default `plainEnvironment`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default 60,000. The whole process group is killed when it is over. */
  readonly timeoutMs?: number;
  /** Nobody waits for it any more: ends the whole process group. */
  readonly signal?: AbortSignal;
  /** Per stream, default 64 KiB; what is over is dropped in the middle and marked. */
  readonly maxOutput?: number;
}

/** Never thrown away: a failed start has status 127 and the reason in stderr. */
export interface ExecResult {
  readonly status: number;
  readonly signal?: string;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export interface FetchOptions {
  /** Whole request, redirects and body included. */
  readonly deadlineMs: number;
  readonly maxBytes: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where `http_proxy` and the like are looked up, before the process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface FetchResult {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** After redirects. */
  readonly url: string;
}

export interface DirectOptions {
  /** Default GET. */
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  /** Connection, headers and body. */
  readonly deadlineMs: number;
  readonly maxBytes: number;
  /** Port to ask from, where the service wants one that only root can use. */
  readonly localPort?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface DirectResult {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}
