import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot, field 22 of /proc/PID/stat. */
  readonly startTime: string;
}

export function identify(pid: number): ProcessIdentity | undefined {
  const { state, startTime } = statOf(pid);
  // Z: it has ended, and waits for whoever started it to take note.
  return startTime === undefined || state === 'Z' ? undefined : { pid, startTime };
}

function statOf(pid: number): { state?: string | undefined; startTime?: string | undefined } {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  // The second field is the program's name, which may hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0], startTime: fields[19] };
}

export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  return identify(pid)?.startTime === startTime;
}

export function killProcess(identity: ProcessIdentity): void {
  if (isAlive(identity)) {
    process.kill(identity.pid, 'SIGKILL');
  }
}

export function childrenOf(pid: number): number[] {
  const text = readOrEmpty(`/proc/${pid}/task/${pid}/children`);
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);
}

/**
 * nsenter stops when what it runs is stopped, as a shell is whose terminal is taken away. What it runs is ended with its node then,
 * but nobody takes note of that, for which the kernel waits with the end of all the others: those are to go on.
 */
export function wakeNsenters(): void {
  for (const pid of allProcesses()) {
    const isStuck =
      readOrEmpty(`/proc/${pid}/comm`).trim() === 'nsenter' &&
      statOf(pid).state === 'T' &&
      childrenOf(pid).some((child) => statOf(child).state === 'Z');
    if (isStuck) {
      signal(pid, 'SIGCONT');
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone by now.
  }
}

function allProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** PID 1 of the innermost process namespace among the processes of a network namespace. */
export function findInit(networkNamespace: string): number | undefined {
  return allProcesses().find((pid) => isInitIn(pid, networkNamespace));
}

function isInitIn(pid: number, networkNamespace: string): boolean {
  try {
    if (readlinkSync(`/proc/${pid}/ns/net`) !== networkNamespace) {
      return false;
    }
  } catch {
    return false;
  }

  // `NSpid: 4711 23 1`: number in every namespace, from the outermost to the process's own.
  const numbers =
    /^NSpid:\s*(.*)$/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1]?.split(/\s+/) ?? [];
  return numbers.length > 1 && numbers.at(-1) === '1';
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
