import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '../errors.ts';

/** The end of a console log; the folder it is in will be gone when somebody wants to look. */
export function tail(file: string): string {
  return existsSync(file)
    ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
    : '(no output)';
}

export async function until(
  problem: () => string,
  timeoutMs: number,
  test: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await test())) {
    if (Date.now() > end) {
      throw new OperationError(problem());
    }
    await sleep(50);
  }
}
