import { type FileSystem, plainEnvironment } from '../effects/system.ts';
import { OperationError } from '../errors.ts';
import { parseEnvironment, withheld } from './env.ts';
import { paths } from './paths.ts';
import type { LaunchFiles } from './running.ts';

/** Of the supervisor's own environment only what names no service manager. */
const inherited = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR'];

/** What the applier k3s wrote. @throws {OperationError} absent or damaged, saying what to do */
export function readLaunchFiles(files: FileSystem): LaunchFiles {
  const args = textOf(files, paths.args).split('\n').filter(Boolean);
  if (args[0] !== 'server' && args[0] !== 'agent') {
    throw new OperationError(
      `${paths.args}: the first line must be server or agent: run k3os config to write it anew`,
    );
  }

  try {
    return { args, environment: parseEnvironment(textOf(files, paths.env)) };
  } catch (cause) {
    throw cause instanceof OperationError
      ? cause
      : new OperationError(`${paths.env} cannot be used`, { cause });
  }
}

function textOf(files: FileSystem, path: string): string {
  const content = files.read(path);
  if (content === undefined) {
    throw new OperationError(
      `${path} is missing: run k3os config, which writes it or says what keeps k3s from starting`,
    );
  }
  return content.toString();
}

/** The whole environment of k3s. @param own the environment we were started with */
export function launchEnvironment(
  { environment }: LaunchFiles,
  own: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept = inherited.flatMap((name) => {
    const value = own[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const merged = { ...plainEnvironment, ...Object.fromEntries(kept), ...environment };

  return Object.fromEntries(Object.entries(merged).filter(([name]) => !withheld.includes(name)));
}

export const envProgram = '/usr/bin/env';

/**
 * `env --default-signal` resets the signals that Node leaves ignored (SIGPIPE, SIGXFSZ): k3s and
 * every container would inherit that.
 */
export function launchArgv({ args }: LaunchFiles): string[] {
  return ['env', '--default-signal', paths.binary, ...args];
}
