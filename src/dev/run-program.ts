import { spawnSync } from 'node:child_process';
import { OperationError } from '../errors.ts';

interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** An open file, which the tool sees as its descriptor 3. */
  readonly file?: number;
}

/** The output of a tool; a failure shows what the tool said. */
export function outputOf(argv: readonly [string, ...string[]], given: RunOptions = {}): string {
  const [program, ...words] = argv;
  const { file, ...options } = given;
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    ...options,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe', ...(file === undefined ? [] : [file])],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) {
    throw new OperationError(`cannot run ${program}`, { cause: error });
  }
  if (status !== 0) {
    throw new OperationError(`${argv.join(' ')}: status ${status}\n${stderr || stdout}`);
  }
  return stdout;
}

/** Runs a tool on the developer's terminal and answers its exit status. */
export function runVisibly(argv: readonly [string, ...string[]], options: RunOptions = {}): number {
  const [program, ...words] = argv;
  const { status, error } = spawnSync(program, words, { ...options, stdio: 'inherit' });
  if (error !== undefined) {
    throw new OperationError(`cannot run ${program}`, { cause: error });
  }
  return status ?? 1;
}
