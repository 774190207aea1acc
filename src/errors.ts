/** Every exit status the program uses; set in main.ts and nowhere else. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  /** Finished, but something was left out; the report and the console say what. */
  degraded: 2,
  invalidConfig: 3,
  usage: 64,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A failure we understand and can name in one line. Anything else is a bug and keeps its stack. */
export abstract class NodeError extends Error {
  abstract readonly exitCode: ExitCode;
}

/** An operation on the machine that did not work; the message names operation and object. */
export class OperationError extends NodeError {
  override readonly name = 'OperationError';
  readonly exitCode = exitCodes.failed;
}

/** Of a server: to ask again would bring the same. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

/** Wrong words on the command line. */
export class UsageError extends NodeError {
  override readonly name = 'UsageError';
  readonly exitCode = exitCodes.usage;
}

/** The one-line text of any thrown value, causes included: `write /etc/x: EROFS: read-only`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }

  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`;
}
