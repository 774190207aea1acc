import { z } from 'zod';
import type { FileSystem } from '../../effects/system.ts';
import type { RunFile } from './run-config.ts';

/** What was learned at the last start that learned anything; on what persists. */
const remembered = '/var/lib/rancher/k3os/datasource.json';
/** What this start has learned, and from whom. */
const outcomePath = '/run/k3os/datasource.json';

const Remembered = z.object({
  source: z.string(),
  /** Another source, which said who the machine is. */
  knownBy: z.string().optional(),
  instanceId: z.string().optional(),
  isFirstUserdata: z.boolean().optional(),
  /** The source says how the network is left, so that DHCP is not what does. */
  hasGateway: z.boolean().optional(),
  /** The next answer counts, whoever it is about. */
  mayChange: z.boolean().optional(),
  /** ISO 8601 */
  at: z.string(),
  files: z.array(z.object({ path: z.string(), mode: z.number(), base64: z.string() })),
});
export type Remembered = z.infer<typeof Remembered>;

const Outcome = z.object({
  /** Undefined where nobody has answered. */
  source: z.string().optional(),
  /** Somebody whose answer counts has not answered, and it is what an earlier start has learned. */
  isRemembered: z.boolean(),
  /** `aws: …`, of those that have not answered and were to. */
  failures: z.array(z.string()),
  notices: z.array(z.string()),
  /** Of all files that were written. */
  paths: z.array(z.string()),
});
export type Outcome = z.infer<typeof Outcome>;

/** Undefined also for a damaged one: the sources are asked anyhow. */
export function readRemembered(files: FileSystem): Remembered | undefined {
  return parsed(files, remembered, Remembered);
}

/**
 * Lets the next start that learns anything learn that it is another machine. Nothing is thrown away before: the service may be away, and some
 * user-data is given once.
 * @returns what it is until then
 */
export function allowChange(files: FileSystem): Remembered | undefined {
  const before = readRemembered(files);
  if (before !== undefined) {
    files.writeAtomically(remembered, render({ ...before, mayChange: true }), { mode: 0o600 });
  }
  return before;
}

export function remember(files: FileSystem, { at, ...what }: Remembered): void {
  const before = readRemembered(files);
  // A write a boot wears flash for nothing.
  if (before === undefined || render({ ...before, at: '' }) !== render({ ...what, at: '' })) {
    files.writeAtomically(remembered, render({ ...what, at }), { mode: 0o600 });
  }
}

export function readOutcome(files: FileSystem): Outcome | undefined {
  return parsed(files, outcomePath, Outcome);
}

export function writeOutcome(files: FileSystem, outcome: Outcome): void {
  files.writeAtomically(outcomePath, render(outcome), { mode: 0o600 });
}

export function packed(files: readonly RunFile[]): Remembered['files'] {
  return files.map(({ path, mode, content }) => ({
    path,
    mode,
    base64: content.toString('base64'),
  }));
}

export function unpacked(files: Remembered['files']): RunFile[] {
  return files.map(({ path, mode, base64 }) => ({
    path,
    mode,
    content: Buffer.from(base64, 'base64'),
  }));
}

/** Keys in one order, whoever has put them together. */
function render(value: object): string {
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), undefined, 2)}\n`;
}

function parsed<T>(files: FileSystem, path: string, shape: z.ZodType<T>): T | undefined {
  try {
    return shape.parse(JSON.parse(files.read(path)?.toString() ?? ''));
  } catch {
    return undefined;
  }
}
