import type { ExecOptions, System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';

/** Runs a program that must succeed. @throws OperationError with what it said last. */
export async function must(
  system: System,
  argv: readonly string[],
  options?: ExecOptions,
): Promise<string> {
  const { status, stdout, stderr } = await system.exec(argv, options);
  if (status !== 0) {
    const said = stderr.trim().split('\n').at(-1);
    throw new OperationError(`${argv.join(' ')}: ${said === '' ? `status ${status}` : said}`);
  }
  return stdout;
}
