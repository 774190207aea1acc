import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { OperationError } from '../errors.ts';

/**
 * Takes out of a finished executable what Node puts into every snapshot: its own modules in compiled form, 3.9 MB that each start
 * copies before it does anything. Measured: `--version` 32.0 → 27.0 ms beside 26.0 of an empty script, `config --dump` 40.3 → 35.8,
 * commands that load many of those modules 70 instead of 75. Node has a setting for it (withoutCodeCache of --build-snapshot-config)
 * which --build-sea cannot be given. A list without entries is one that Node reads; the rest becomes zeros, which take no space in the
 * image.
 * @throws OperationError where this Node writes something else
 */
export function removeNodeCodeCache(executable: string): void {
  const { start, end } = findCodeCache(readFileSync(executable));
  const file = openSync(executable, 'r+');
  try {
    writeSync(file, Buffer.alloc(end - start), 0, end - start, start);
  } finally {
    closeSync(file);
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Fewer modules than this Node has never had; by chance there is not even one. */
const fewest = 200;
const most = 2000;
const longestName = 100;

/**
 * A number of entries, then each with a name and content, both with their lengths before them; all numbers have 64 bits
 * (SnapshotSerializer in Node's src/node_snapshotable.cc). Pure.
 */
export function findCodeCache(bytes: Buffer): Range {
  // The upper six bytes of the number of entries.
  const zeros = Buffer.alloc(6);
  for (let at = bytes.indexOf(zeros); at >= 0; at = bytes.indexOf(zeros, at + 1)) {
    const start = at - 2;
    const end = start < 0 ? undefined : endOfEntries(bytes, start);
    if (end !== undefined) {
      return { start, end };
    }
  }
  throw new OperationError(
    'the modules of Node in compiled form are not where they are expected: look at src/dev/node-code-cache.ts',
  );
}

function endOfEntries(bytes: Buffer, start: number): number | undefined {
  const count = numberAt(bytes, start);
  if (count === undefined || count < fewest || count > most) {
    return undefined;
  }
  let at: number | undefined = start + 8;
  for (let entry = 0; entry < count && at !== undefined; entry += 1) {
    at = endOfEntry(bytes, at);
  }
  return at;
}

function endOfEntry(bytes: Buffer, start: number): number | undefined {
  const length = numberAt(bytes, start) ?? 0;
  const name = bytes.toString('latin1', start + 8, start + 8 + Math.min(length, longestName));
  if (length > longestName || !/^[\w/.-]+$/.test(name)) {
    return undefined;
  }
  const size = numberAt(bytes, start + 8 + length);
  const end = start + 16 + length + (size ?? bytes.length);
  return end <= bytes.length ? end : undefined;
}

/** Undefined also where it is larger than any that is looked for. */
function numberAt(bytes: Buffer, at: number): number | undefined {
  return at + 8 <= bytes.length && bytes.readUInt32LE(at + 4) === 0
    ? bytes.readUInt32LE(at)
    : undefined;
}
