import type { FileSystem } from '../effects/system.ts';

const path = '/var/log/k3os/k3os.log';
/** One old file of the same size is kept beside it. */
const sizeLimit = 1024 * 1024;

/** Static message plus fields; secrets are masked on the way out. */
export interface Log {
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}

/** JSON lines in a bounded file. A log that cannot be written must not stop a boot. */
export async function openLog(files: FileSystem, mask: (text: string) => string): Promise<Log> {
  const { pino } = await import('pino');
  const stream = {
    write(line: string) {
      try {
        rotate(files);
        files.append(path, mask(line), { mode: 0o600 });
      } catch {
        // Full or read-only disk: the report and the console still tell.
      }
    },
  };
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  return {
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  };
}

/** Before every line, because one run may say more than the limit: the output of commands is in it. */
function rotate(files: FileSystem): void {
  if ((files.status(path)?.size ?? 0) >= sizeLimit) {
    files.writeAtomically(`${path}.1`, files.read(path) ?? '', { mode: 0o600 });
    files.remove(path);
  }
}
