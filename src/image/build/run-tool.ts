import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { OperationError } from '../../errors.ts';

export interface ToolOptions {
  readonly input?: string;
  /** Added to our own environment; undefined takes away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/**
 * A program of the building machine, its whole output at the end. In our process group, other than
 * what runs on a node: Ctrl-C must end a build with everything that belongs to it.
 */
export async function runTool(
  argv: readonly string[],
  { input = '', env = {}, cwd }: ToolOptions = {},
): Promise<string> {
  const [program = '', ...words] = argv;
  const child = spawn(program, words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    cwd,
  });
  // A program that does not read its input is none the worse for it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);

  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]).catch((cause: unknown) => {
    throw new OperationError(`cannot run ${program}`, { cause });
  });
  if (status !== 0) {
    const last = stderr.trim().split('\n').slice(-12).join('\n');
    throw new OperationError(`${program} failed (status ${status}):\n${last}`);
  }
  return stdout;
}
