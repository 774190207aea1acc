import type { ExecOptions, System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';

/** Runs a program that must succeed. @throws OperationError with what it said first. */
export async function must(
  system: System,
  argv: readonly string[],
  options?: ExecOptions,
): Promise<string> {
  const { status, stdout, stderr } = await system.exec(argv, options);
  if (status !== 0) {
    // The first line says what, those after it where to read more.
    const said = stderr.trim().split('\n')[0];
    throw new OperationError(`${argv.join(' ')}: ${said === '' ? `status ${status}` : said}`);
  }
  return stdout;
}
