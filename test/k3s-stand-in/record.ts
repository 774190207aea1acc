import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIfPresent, writePrivate } from './files.ts';

/** What the stand-in was started with, for tests to look at. */
export interface StartRecord {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly pid: number;
  readonly parent: number;
  /** Mask of ignored signals, hexadecimal. Node itself ignores SIGPIPE and SIGXFSZ (0x1001000) at its start. */
  readonly ignoredSignals: string;
  /** How often it was started with this data folder. */
  readonly starts: number;
}

export function recordStart(dataDir: string): void {
  const path = join(dataDir, 'stand-in.json');
  const before = JSON.parse(readIfPresent(path) ?? '{"starts":0}') as StartRecord;
  const status = readFileSync('/proc/self/status', 'utf8');
  const record: StartRecord = {
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    pid: process.pid,
    parent: process.ppid,
    ignoredSignals: /^SigIgn:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '',
    starts: before.starts + 1,
  };

  writePrivate(path, `${JSON.stringify(record, null, 2)}\n`);
}
