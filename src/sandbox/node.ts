import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { plainEnvironment } from '../effects/system.ts';
import { OperationError } from '../errors.ts';
import { cgroupOf } from './cgroup.ts';
import { inside, type Namespaces } from './namespaces.ts';
import { type NodeDisk, put, writeDisk } from './node-disk.ts';
import { findInit, wakeNsenters } from './processes.ts';
import { must, type Outcome, type RunOptions, run, startInBackground } from './run.ts';
import { tail, until } from './wait.ts';

export interface NodeOptions extends NodeDisk {
  readonly index: number;
  readonly address: string;
  readonly namespaces: Namespaces;
}

export type SandboxNode = ReturnType<typeof prepareNode>;

/** Lays out a node's disk and answers with the switches of the machine. Nothing runs yet. */
export function prepareNode(options: NodeOptions) {
  const { name, folder, namespaces } = options;
  const consoleFile = join(folder, 'console.log');
  writeDisk(options);

  function init(): number | undefined {
    try {
      const namespace = statSync(`/proc/${namespaces.holder.pid}/root/run/netns/${name}`);
      return findInit(`net:[${namespace.ino}]`);
    } catch {
      return undefined;
    }
  }

  async function powerOn(): Promise<void> {
    const recorder = startInBackground(
      [
        ...inside(namespaces),
        'script',
        '-qef',
        '-a',
        '-c',
        `exec sh ${folder}/run.sh`,
        consoleFile,
      ],
      join(folder, 'launcher.log'),
    );
    await until(
      () => `${name} does not boot:\n${tail(consoleFile)}`,
      20_000,
      () => {
        if (recorder.exitCode !== null) {
          // What the console says, or what kept it from starting at all.
          const said = existsSync(consoleFile) ? consoleFile : join(folder, 'launcher.log');
          throw new OperationError(`${name} does not boot:\n${tail(said)}`);
        }
        return isBooted(init());
      },
    );
  }

  /** As root in the node, with the node's own programs. */
  async function exec(argv: readonly string[], runOptions?: RunOptions): Promise<Outcome> {
    return run([...enterNode(init(), name), ...argv], runOptions);
  }

  /** Content of a file of the running node; undefined while there is none. */
  function readFile(path: string): string | undefined {
    const pid = init();
    try {
      return pid === undefined ? undefined : readFileSync(`/proc/${pid}/root${path}`, 'utf8');
    } catch {
      return undefined;
    }
  }

  /** A file of the persistent data, 0600; also while the node is switched off. @param path below /var, /home or /opt */
  function writeFile(path: string, content: string): void {
    put(join(folder, 'data', path), content);
  }

  async function powerOff(timeoutMs = 30_000): Promise<void> {
    const pid = init();
    if (pid !== undefined) {
      await run([...enterNode(pid, name), 'poweroff'], { timeoutMs: 5_000 });
      await until(
        () => `${name} did not switch off`,
        timeoutMs,
        () => {
          wakeNsenters();
          return init() === undefined;
        },
      );
    }
  }

  /** A real restart of everything above the kernel; the persistent data stays. */
  async function reboot(timeoutMs = 60_000): Promise<void> {
    const before = init();
    await exec(['reboot'], { timeoutMs: 5_000 });
    await until(
      () => `${name} did not reboot:\n${tail(consoleFile)}`,
      timeoutMs,
      () => {
        wakeNsenters();
        const now = init();
        return now !== undefined && now !== before && isBooted(now);
      },
    );
  }

  return {
    name,
    address: options.address,
    powerOn,
    powerOff,
    reboot,
    exec,
    readFile,
    writeFile,
    init,
    isRunning: () => init() !== undefined,
    consoleLog: () => (existsSync(consoleFile) ? readFileSync(consoleFile, 'utf8') : ''),
    async waitFor(
      what: string,
      timeoutMs: number,
      test: () => boolean | Promise<boolean>,
    ): Promise<void> {
      await until(
        () => `${name}: ${what}: not within ${timeoutMs / 1000} s:\n${tail(consoleFile)}`,
        timeoutMs,
        test,
      );
    },
    /** Plugs or pulls the network cable. */
    async setLink(up: boolean): Promise<void> {
      const state = up ? 'up' : 'down';
      await must(`${name}: link ${state}`, [
        ...inside(namespaces),
        'ip',
        'link',
        'set',
        `port-${options.index}`,
        'master',
        'switch',
        state,
      ]);
    },
  };
}

/** The first process is the boot script until it becomes init. */
function isBooted(pid: number | undefined): boolean {
  try {
    return pid !== undefined && readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'init';
  } catch {
    return false;
  }
}

/** Words in front of a command which then runs as root in the node of this PID 1. */
export function enterNode(pid: number | undefined, name: string): string[] {
  if (pid === undefined) {
    throw new OperationError(`node ${name} is not running`);
  }

  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup'];
  const environment = Object.entries(plainEnvironment).map(([key, value]) => `${key}=${value}`);
  return [
    ...joinGroup(pid),
    'nsenter',
    `--target=${pid}`,
    ...namespaces,
    '--',
    'env',
    '-i',
    'TERM=linux',
    ...environment,
  ];
}

/** What runs in a node is of its control group too: a kernel that delegates groups lets nobody in from outside later. */
function joinGroup(pid: number): string[] {
  const group = cgroupOf(pid);
  return group === undefined
    ? []
    : ['sh', '-c', '{ echo $$ >"$0"; } 2>/dev/null; exec "$@"', join(group, 'cgroup.procs')];
}
