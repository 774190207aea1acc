import type { ExecOptions, System } from '../effects/system.ts';
import { OperationError } from '../errors.ts';

/** What a program prints. @throws OperationError with what it says is wrong */
export async function must(
  { exec }: Pick<System, 'exec'>,
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<string> {
  const { status, timedOut, stdout, stderr } = await exec(argv, options);
  if (status !== 0 || timedOut) {
    const said = stderr.trim().split('\n').slice(-3).join(' | ');
    const reason = timedOut ? 'it does not end' : said || `status ${status}`;
    throw new OperationError(`${argv.join(' ')}: ${reason}`);
  }
  return stdout;
}
