import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '../errors.ts';

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  /** Default 60,000; the program is killed when it is over and the status is 124. */
  readonly timeoutMs?: number;
}

/** Runs a program to its end. Never throws for a status; a program that cannot be started has 127. */
export async function run(
  argv: readonly string[],
  { input = '', timeoutMs = 60_000 }: RunOptions = {},
): Promise<Outcome> {
  const [program = '', ...words] = argv;
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);

  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  try {
    const [status] = (await once(child, 'exit')) as [number | null];
    // A daemon that the program left behind may hold the pipes open for ever.
    await Promise.race([
      Promise.all([stdout.ended, stderr.ended]),
      sleep(drainMs, undefined, { ref: false }),
    ]);
    return {
      status: timedOut ? 124 : (status ?? 128),
      stdout: stdout.text(),
      stderr: stderr.text(),
    };
  } catch (error) {
    return { status: 127, stdout: '', stderr: `${program}: ${(error as Error).message}` };
  } finally {
    clearTimeout(timer);
  }
}

const drainMs = 300;

function collect(stream: Readable) {
  const parts: Buffer[] = [];
  stream.on('data', (part: Buffer) => parts.push(part));
  const ended = once(stream, 'close').catch(() => undefined);
  return { ended, text: () => Buffer.concat(parts).toString() };
}

/** Like `run`, but a status other than 0 is an error that says what was tried. */
export async function must(
  what: string,
  argv: readonly string[],
  options?: RunOptions,
): Promise<string> {
  const { status, stdout, stderr } = await run(argv, options);
  if (status !== 0) {
    throw new OperationError(`${what}: status ${status}: ${stderr.trim() || stdout.trim()}`);
  }
  return stdout;
}

/** Starts a program that goes on by itself, in a session of its own so that Ctrl-C does not reach it. */
export function startInBackground(
  argv: readonly string[],
  logFile: string,
  stdin: SpawnOptions['stdio'] = 'ignore',
) {
  const [program = '', ...words] = argv;
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(program, words, { stdio: [stdin as 'ignore', log, log], detached: true });
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  return child;
}
