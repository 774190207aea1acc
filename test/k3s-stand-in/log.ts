type Level = 'info' | 'warning' | 'error' | 'fatal';

/** One line in the form of k3s's own log, on stderr. */
export function log(level: Level, message: string): void {
  process.stderr.write(
    `time="${new Date().toISOString()}" level=${level} msg=${JSON.stringify(message)}\n`,
  );
}

/** What k3s ends with; main.ts logs it as fatal and exits 1. */
export class Fatal extends Error {
  override readonly name = 'Fatal';
}

export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause === undefined ? error.message : `${error.message}: ${messageOf(error.cause)}`;
}
