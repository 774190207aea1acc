import type { Problem } from './problem.ts';
import { place } from './problems.ts';

/** `config.d/20-net.yaml:7: k3os.sysctlz: unknown key, did you mean k3os.sysctls?` */
export function problemLine({ file, line, key, message }: Problem): string {
  const where = file === undefined || line === undefined ? file : place({ file, line });
  return [where, key, message].filter((part) => part !== undefined).join(': ');
}

/** The same, and the user's own line indented below it. */
export function formatProblem(problem: Problem): string {
  const { source } = problem;
  const text = problemLine(problem);
  return source === undefined ? text : `${text}\n    ${source.trim()}`;
}

/** All problems, each with its severity, in the order given. */
export function formatProblems(problems: readonly Problem[]): string[] {
  return problems.map((problem) => `${problem.severity}: ${formatProblem(problem)}`);
}
