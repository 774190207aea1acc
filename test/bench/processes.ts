import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '../../src/dev/run-program.ts';
import { singleQuote } from '../../src/lib/shell-quote.ts';

export type Argv = readonly [string, ...string[]];

/**
 * Wall time of whole processes in milliseconds, one list per command. They take turns, so that a machine
 * which slows down slows all of them. Timed by bash: starting a process from Node costs more than bash does.
 */
export function timeProcesses(commands: readonly Argv[], rounds: number): number[][] {
  const lines = commands.map((argv, index) => {
    const words = argv.map(singleQuote).join(' ');
    return `a=$EPOCHREALTIME; ${words} >/dev/null 2>&1; b=$EPOCHREALTIME; echo ${index} $a $b`;
  });
  const round = `${lines.join('\n')}\n`;
  const warmUp = `{\n${round}} >/dev/null\n`;
  const script = `LC_ALL=C\n${warmUp}for round in $(seq ${rounds}); do\n${round}done`;

  const times = commands.map((): number[] => []);
  for (const line of outputOf(['bash', '-c', script]).trim().split('\n')) {
    const [index = 0, start = 0, end = 0] = line.split(' ').map(Number);
    times[index]?.push((end - start) * 1000);
  }
  return times;
}

/**
 * Puts a program out of memory, so that its next start reads it from the disk, as on a node. What was just
 * written sits in memory in large pages: it starts faster, and the kernel counts 35 MB more as resident.
 */
export function forget(file: string): void {
  outputOf(['sync', file]);
  outputOf(['dd', `if=${file}`, 'iflag=nocache', 'count=0', 'status=none']);
}

/** Peak resident memory in MB (10^6 bytes) of the largest process of a command. */
export function peakMemory(argv: Argv, folder: string): number {
  const file = join(folder, 'peak');
  outputOf(['sh', '-c', '/usr/bin/time -f %M -o "$0" "$@" >/dev/null 2>&1 || true', file, ...argv]);
  return (Number(readFileSync(file, 'utf8').trim().split('\n').at(-1)) * 1024) / 1e6;
}
