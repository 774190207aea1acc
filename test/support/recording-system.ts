import type {
  DirectOptions,
  DirectResult,
  ExecOptions,
  ExecResult,
  FetchResult,
  FileSystem,
  System,
} from '../../src/effects/system.ts';
import { MemoryFiles, type MemoryTree } from './memory-files.ts';

/** One effect, in the order it happened. */
export type Effect =
  | {
      readonly did: 'write';
      readonly path: string;
      readonly content: string;
      readonly mode?: number;
    }
  | { readonly did: 'make directory' | 'remove'; readonly path: string }
  | { readonly did: 'link'; readonly path: string; readonly target: string }
  | { readonly did: 'copy' | 'rename'; readonly path: string; readonly to: string }
  | { readonly did: 'append' | 'overwrite'; readonly path: string; readonly content: string }
  | { readonly did: 'exec'; readonly argv: readonly string[]; readonly stdin?: string }
  | { readonly did: 'fetch'; readonly url: string }
  | {
      readonly did: 'replace process';
      readonly argv: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly did: 'sleep'; readonly milliseconds: number };

type ExecAnswer = (argv: readonly string[], options: ExecOptions) => Partial<ExecResult>;

export interface SystemGiven {
  readonly files?: MemoryTree;
  readonly root?: string;
  readonly live?: boolean;
  readonly now?: string;
  /** By program name. A program that is not listed is absent: status 127, as on a machine. */
  readonly programs?: Readonly<Record<string, Partial<ExecResult> | ExecAnswer>>;
  /** By URL. Anything else: connection refused. */
  readonly web?: Readonly<Record<string, string | Partial<FetchResult>>>;
  /** What answers without a proxy; default: nothing does. */
  readonly direct?: (url: string, options: DirectOptions) => Promise<DirectResult>;
}

export interface RecordingSystem extends System {
  readonly effects: readonly Effect[];
  /** Content of a file as it is now. */
  text(path: string): string | undefined;
}

/** A machine in memory: records what is done to it, and time passes only by sleeping. */
export function recordingSystem(given: SystemGiven = {}): RecordingSystem {
  const { files: tree = {}, root = '/', live = true, programs = {}, web = {} } = given;
  const memory = new MemoryFiles(tree);
  const effects: Effect[] = [];
  let now = Date.parse(given.now ?? '2026-01-02T03:04:05Z');

  return {
    root,
    live,
    effects,
    files: recorded(memory, effects),
    text: (path) => memory.read(path)?.toString(),
    clock: {
      now: () => new Date(now),
      monotonicMs: () => now,
      async sleep(milliseconds) {
        effects.push({ did: 'sleep', milliseconds });
        now += milliseconds;
      },
    },

    async exec(argv, options = {}) {
      const { stdin } = options;
      effects.push({ did: 'exec', argv, ...(stdin === undefined ? {} : { stdin }) });
      return { ...usualResult, ...answerOf(programs, argv, options) };
    },

    replaceProcess(_path, argv, env) {
      effects.push({ did: 'replace process', argv, env });
    },

    async fetchDirect(url, options) {
      effects.push({ did: 'fetch', url });
      if (given.direct === undefined) {
        throw new Error(`fetch ${url}: ECONNREFUSED`);
      }
      return given.direct(url, options);
    },

    async fetch(url) {
      effects.push({ did: 'fetch', url });
      const answer = web[url];
      if (answer === undefined) {
        throw Object.assign(new Error(`fetch ${url}: ECONNREFUSED`), { code: 'ECONNREFUSED' });
      }

      const parts = typeof answer === 'string' ? { body: Buffer.from(answer) } : answer;
      return { status: 200, headers: {}, body: Buffer.alloc(0), url, ...parts };
    },
  };
}

const usualResult: ExecResult = { status: 0, timedOut: false, stdout: '', stderr: '' };

function answerOf(
  programs: NonNullable<SystemGiven['programs']>,
  argv: readonly string[],
  options: ExecOptions,
): Partial<ExecResult> {
  const [program = ''] = argv;
  const answer = programs[program];
  if (answer === undefined) {
    return { status: 127, stderr: `${program}: not found` };
  }

  return typeof answer === 'function' ? answer(argv, options) : answer;
}

function recorded(files: FileSystem, effects: Effect[]): FileSystem {
  return {
    status: (path) => files.status(path),
    read: (path, limit) => files.read(path, limit),
    list: (path) => files.list(path),
    writeAtomically(path, content, options) {
      files.writeAtomically(path, content, options);
      effects.push({ did: 'write', path, content: content.toString(), mode: options.mode });
    },
    writeInPlace(path, content) {
      files.writeInPlace(path, content);
      effects.push({ did: 'write', path, content });
    },
    overwrite(path, content) {
      files.overwrite(path, content);
      effects.push({ did: 'overwrite', path, content: content.toString() });
    },
    copy(path, to, options) {
      files.copy(path, to, options);
      effects.push({ did: 'copy', path, to });
    },
    digest: (path) => files.digest(path),
    rename(path, to) {
      files.rename(path, to);
      effects.push({ did: 'rename', path, to });
    },
    makeDirectory(path, options) {
      files.makeDirectory(path, options);
      effects.push({ did: 'make directory', path });
    },
    link(path, target) {
      files.link(path, target);
      effects.push({ did: 'link', path, target });
    },
    remove(path) {
      files.remove(path);
      effects.push({ did: 'remove', path });
    },
    append(path, content, options) {
      files.append(path, content, options);
      effects.push({ did: 'append', path, content });
    },
  };
}
