import {
  type ChildProcess,
  type ChildProcessByStdio,
  type StdioOptions,
  spawn,
} from 'node:child_process';
import { once } from 'node:events';
import type { Duplex, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { firstWireDescriptor, type Host, qemuArguments, qmpDescriptor } from './argv.ts';
import type { MachineSpec, WireNic } from './machine-spec.ts';

interface Running {
  readonly child: ChildProcess;
  readonly control: Duplex;
}

/** With its console on the terminal of this program, and in its session: otherwise it may not read there. */
export function spawnAttached(spec: MachineSpec, host: Omit<Host, 'console'>): Running {
  return launch(spec, { ...host, console: 'terminal' }, ['inherit', 'inherit', 'inherit'], false);
}

export interface Qemu {
  readonly pid: number;
  readonly output: Readable;
  readonly input: Writable;
  readonly control: Duplex;
  /** When the process is gone and all it said has been read; with its messages. */
  readonly closed: Promise<string>;
  kill(): void;
}

/** In a session of its own: Ctrl-C is for us, who then end it in good order. */
export function spawnQemu(spec: MachineSpec, host: Omit<Host, 'console'>): Qemu {
  const standard = ['pipe', 'pipe', 'pipe'] as const;
  const { child, control } = launch(spec, { ...host, console: 'pipes' }, standard, true);
  const {
    stdin: input,
    stdout: output,
    stderr: messages,
  } = child as ChildProcessByStdio<Writable, Readable, Readable>;
  // What is typed into a machine that has just ended is lost, and that is all.
  input.on('error', () => undefined);

  return {
    pid: child.pid ?? 0,
    output,
    input,
    control,
    closed: closing(child, messages),
    kill: () => child.kill('SIGKILL'),
  };
}

/** Control and wires reach us through inherited descriptors: no ports, no socket files, nothing to find or to remove. */
function launch(
  spec: MachineSpec,
  host: Host,
  standard: readonly ('inherit' | 'pipe')[],
  detached: boolean,
): Running {
  const wires = (spec.nics ?? []).filter((nic): nic is WireNic => nic.kind === 'wire');
  const [program = '', ...words] = endingWithUs(qemuArguments(spec, host));
  const stdio: StdioOptions = [...standard, 'pipe', ...wires.map(() => 'pipe' as const)];
  const child = spawn(program, words, { stdio, detached });
  // Node makes a socket of each pipe behind the standard ones, which can be read and written.
  const streams = child.stdio as unknown as readonly Duplex[];
  wires.forEach(({ wire }, index) => {
    wire.attach(streams[firstWireDescriptor + index] as Duplex);
  });
  return { child, control: streams[qmpDescriptor] as Duplex };
}

/**
 * The kernel ends QEMU together with this program, however that ends. Asked once it was over, the kernel would wait for
 * ever: hence the look at who the parent is.
 */
function endingWithUs(argv: readonly string[]): string[] {
  const script = '[ "$PPID" = "$0" ] && exec "$@"';
  return ['setpriv', '--pdeathsig', 'KILL', 'sh', '-c', script, String(process.pid), ...argv];
}

async function closing(child: ChildProcess, stderr: Readable): Promise<string> {
  const ended = once(child, 'close').catch((error: Error) => error);
  const messages = await text(stderr).catch(() => '');
  const outcome = await ended;
  return outcome instanceof Error ? outcome.message : messages.trim();
}
