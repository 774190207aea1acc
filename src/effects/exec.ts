import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { reasonOf } from '../errors.ts';
import { BoundedText } from './bounded-text.ts';
import { type ExecOptions, type ExecResult, plainEnvironment } from './system.ts';

const defaults = { timeoutMs: 60_000, maxOutput: 64 * 1024 };
/** From SIGTERM to SIGKILL, and from exit to no longer waiting for a pipe that a daemon has inherited. */
const graceMs = { kill: 5_000, pipe: 200 };

/** Runs a program in its own process group, so that a time-out ends all of it. */
export async function exec(
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const { execa } = await import('execa');
  const [program = '', ...words] = argv;
  const { stdin, env = plainEnvironment, timeoutMs, maxOutput } = { ...defaults, ...options };
  const output = { stdout: new BoundedText(maxOutput), stderr: new BoundedText(maxOutput) };

  const child = execa(program, words, {
    ...(stdin === undefined ? { stdin: 'ignore' } : { input: stdin }),
    env,
    extendEnv: false,
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
  });
  child.stdout?.on('data', (part: Buffer) => output.stdout.add(part));
  child.stderr?.on('data', (part: Buffer) => output.stderr.add(part));
  if (child.pid === undefined) {
    const { cause } = await child;
    return { status: 127, timedOut: false, stdout: '', stderr: `${program}: ${reasonOf(cause)}` };
  }

  const { pid } = child;
  const deadline = killLater(pid, timeoutMs);
  const unheard = whenEnded(options.signal, () => signalGroup(pid, 'SIGTERM'));
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  const timedOut = deadline.cancel();
  unheard();
  await Promise.all([drained(child.stdout), drained(child.stderr)]);

  return {
    status: code ?? 128,
    ...(signal === null ? {} : { signal }),
    timedOut,
    stdout: output.stdout.toString(),
    stderr: output.stderr.toString(),
  };
}

function killLater(group: number, timeoutMs: number) {
  let timedOut = false;
  let hard: NodeJS.Timeout | undefined;
  const soft = setTimeout(() => {
    timedOut = true;
    signalGroup(group, 'SIGTERM');
    hard = setTimeout(() => signalGroup(group, 'SIGKILL'), graceMs.kill);
  }, timeoutMs);

  return {
    /** Answers whether the time had run out; what is left of the group then goes too. */
    cancel(): boolean {
      clearTimeout(soft);
      clearTimeout(hard);
      if (timedOut) {
        signalGroup(group, 'SIGKILL');
      }
      return timedOut;
    },
  };
}

/** @returns what to call when nothing is to be done any more */
function whenEnded(signal: AbortSignal | undefined, end: () => void): () => void {
  if (signal?.aborted) {
    end();
  }
  signal?.addEventListener('abort', end, { once: true });
  return () => signal?.removeEventListener('abort', end);
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Already gone: what was wanted.
  }
}

/** A command may leave a daemon behind that keeps our pipe open; its output is not ours to wait for. */
async function drained(stream: Readable | null | undefined): Promise<void> {
  if (!stream || stream.readableEnded) {
    return;
  }

  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, graceMs.pipe);
  });
  await Promise.race([once(stream, 'end').catch(() => undefined), patience]);
  clearTimeout(timer);
  stream.destroy();
}
