import { OperationError } from '../errors.ts';
import { sysctlPath } from '../facts/sysctl-path.ts';
import type { Action, ActionKind, ActionOf } from './action.ts';
import { fetchFile } from './fetch-file.ts';
import { fetchKeys } from './fetch-keys.ts';
import { resolveOwner } from './owner.ts';
import { type ExecResult, type FileSystem, plainEnvironment, type System } from './system.ts';

/** The only place where a plan becomes real. @throws OperationError naming what could not be done. */
export async function perform(action: Action, system: System): Promise<void> {
  await (performers[action.kind] as (action: Action, system: System) => Promise<void>)(
    action,
    system,
  );
}

const performers: { [K in ActionKind]: (action: ActionOf<K>, system: System) => Promise<void> } = {
  async write(action, { files }) {
    const { path, content, options } = written(action, files);
    files.writeAtomically(path, content, options);
  },

  async directory({ path, mode, owner }, { files }) {
    files.makeDirectory(path, { mode, ...resolveOwner(files, owner) });
  },

  async link({ path, target }, { files }) {
    files.link(path, target);
  },

  async remove({ path }, { files }) {
    files.remove(path);
  },

  async sysctl({ key, value }, { files }) {
    if (files.status(sysctlPath(key)) === undefined) {
      throw new OperationError(`this kernel has no sysctl ${key}: is its module loaded?`);
    }
    files.writeInPlace(sysctlPath(key), value);
  },

  async run({ argv, stdin, timeoutMs = 60_000 }, system) {
    const result = await system.exec(argv, {
      timeoutMs,
      ...(stdin === undefined ? {} : { stdin }),
    });
    refuseFailure(result, `run ${argv.join(' ')}`, timeoutMs);
  },

  async command({ command, timeoutMs, env = {} }, system) {
    const result = await system.exec(['sh', '-c', command], {
      timeoutMs,
      env: { ...plainEnvironment, ...env },
    });
    refuseFailure(result, `run command "${command.trim()}"`, timeoutMs);
  },

  'fetch-keys': fetchKeys,
  'fetch-file': fetchFile,
};

/** An appended text joins what the file holds by now, and leaves its mode and owner alone. */
function written({ path, content, mode, owner, append }: ActionOf<'write'>, files: FileSystem) {
  const present = append === true ? files.status(path) : undefined;
  if (present === undefined) {
    return { path, content, options: { mode, ...resolveOwner(files, owner) } };
  }

  if (present.kind !== 'file') {
    throw new OperationError(`cannot append to ${path}: it is no regular file`);
  }

  const { uid, gid } = present;
  const joined = Buffer.concat([files.read(path) ?? Buffer.alloc(0), Buffer.from(content)]);
  return { path, content: joined, options: { mode: present.mode, uid, gid } };
}

function refuseFailure(result: ExecResult, what: string, timeoutMs: number): void {
  if (result.status === 0 && !result.timedOut) {
    return;
  }

  const how = result.timedOut ? `stopped after ${timeoutMs / 1000} s` : endOf(result);
  const words = lastLines(result);
  throw new OperationError(`${what}: ${how}${words === '' ? '' : `: ${words}`}`);
}

function endOf({ status, signal }: ExecResult): string {
  return signal === undefined ? `exit status ${status}` : `killed by ${signal}`;
}

/** What it said last, on one line and without orders to a terminal: where the reason usually is. */
function lastLines({ stdout, stderr }: ExecResult): string {
  const lines = (stderr.trim() === '' ? stdout : stderr).trim().split('\n');
  return lines
    .slice(-3)
    .join(' | ')
    .replace(/\p{Cc}/gu, ' ')
    .slice(-400);
}
