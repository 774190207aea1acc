import { OperationError } from '../errors.ts';
import type { ExecOptions, System } from './system.ts';

/** Where mount sends its readers, which says nothing about this case. */
const pointer = /\bdmesg\b/;

/**
 * What a program prints that has to succeed.
 * @param what stands in the message, where the words of the program say too much
 * @throws OperationError with what it says is wrong
 */
export async function must(
  { exec }: Pick<System, 'exec'>,
  argv: readonly string[],
  options: ExecOptions = {},
  what = argv.join(' '),
): Promise<string> {
  const { status, timedOut, stdout, stderr } = await exec(argv, options);
  if (timedOut) {
    throw new OperationError(`${what}: it does not end`);
  }
  if (status !== 0) {
    throw new OperationError(`${what}: ${lastWords(stderr) || `status ${status}`}`);
  }
  return stdout;
}

/** The first line of some programs is their name and version, the one before the last what they did. */
function lastWords(stderr: string): string {
  return stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !pointer.test(line))
    .slice(-3)
    .join(' | ');
}
