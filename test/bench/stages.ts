import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf } from '../../src/dev/run-program.ts';

/** What every comparison with cloud-init is given. */
export interface ProgramBench {
  readonly project: string;
  readonly k3os: string;
  /** For what the bench writes. */
  readonly folder: string;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

export const programs = ['k3os', 'cloud-init'] as const;
export type Program = (typeof programs)[number];

export interface Stages {
  /** Of all together. */
  readonly milliseconds: number;
  /** Of the largest process, in MB. */
  readonly peak: number;
}

/**
 * Runs a script of this folder in namespaces of its own. It takes an empty folder first, and prints a line for each stage.
 * @throws when the script fails, or a stage does
 */
export function runStages(
  { project, folder }: ProgramBench,
  script: string,
  args: readonly string[],
): Stages {
  const work = join(folder, 'root');
  mkdirSync(work, { recursive: true });
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--fork', '--kill-child'];
  const output = outputOf([
    ...(['unshare', ...namespaces, '--propagation', 'private'] as const),
    ...[join(project, 'test/bench', script), work, ...args],
  ]);

  const stages = output
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  // 2 is degraded, in both programs: neither finds all that it would on a real machine.
  const failed = stages.find(([, status]) => status !== '0' && status !== '2');
  if (failed !== undefined) {
    throw new Error(`${failed[0]} ended with status ${failed[1]}`);
  }
  return {
    milliseconds: stages.reduce((sum, [, , microseconds]) => sum + Number(microseconds) / 1000, 0),
    peak: Math.max(...stages.map(([, , , kilobytes]) => (Number(kilobytes) * 1024) / 1e6)),
  };
}
