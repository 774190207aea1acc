import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { OperationError } from '../errors.ts';

/** Those that a phase of a boot loads: to start programs, and to read and write files. */
const kept = [
  ...[
    'child_process',
    'internal/child_process',
    'internal/socket_list',
    'timers/promises',
    'os',
    'vm',
  ],
  ...['net', 'dgram', 'internal/dgram', 'tty', 'internal/tty'],
  ...[
    'internal/fs/promises',
    'internal/fs/dir',
    'internal/fs/streams',
    'internal/fs/sync_write_stream',
  ],
  ...['internal/fs/watchers', 'internal/fs/recursive_watch'],
  ...['internal/perf/observe', 'internal/perf/performance_entry', 'internal/repl/history'],
  ...['internal/readline/callbacks', 'internal/readline/interface', 'internal/readline/utils'],
];

/**
 * Takes out of a finished executable most of what Node puts into every snapshot: its own modules in compiled form, 3.9 MB that each
 * start copies before it does anything. Measured: `--version` 32.0 → 27.0 ms beside 26.0 of an empty script, `config --dump` 40.3 → 35.8;
 * the three phases of a boot 360 ms with all, 352 without any, 337 with those of the list. Node has a setting for it (withoutCodeCache
 * of --build-snapshot-config) which --build-sea cannot be given. A shorter list is one that Node reads; the rest becomes zeros, which
 * take no space in the image.
 * @throws OperationError where this Node writes something else, or has no such module
 */
export function thinNodeCodeCache(executable: string, names: readonly string[] = kept): void {
  const bytes = readFileSync(executable);
  const { start, end, entries } = findCodeCache(bytes);
  const shorter = names.map((name) => {
    const entry = entries.find((each) => each.name === name);
    if (entry === undefined) {
      throw new OperationError(
        `this Node has no module ${name}: look at src/dev/node-code-cache.ts`,
      );
    }
    return bytes.subarray(entry.start, entry.end);
  });
  const count = Buffer.alloc(8);
  count.writeUInt32LE(shorter.length);
  const list = Buffer.concat([count, ...shorter]);

  const file = openSync(executable, 'r+');
  try {
    writeSync(
      file,
      Buffer.concat([list, Buffer.alloc(end - start - list.length)]),
      0,
      end - start,
      start,
    );
  } finally {
    closeSync(file);
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

interface Entry extends Range {
  readonly name: string;
}

/** Fewer modules than this Node has never had; by chance there is not even one. */
const fewest = 200;
const most = 2000;
const longestName = 100;

/**
 * A number of entries, then each with a name and content, both with their lengths before them; all numbers have 64 bits
 * (SnapshotSerializer in Node's src/node_snapshotable.cc). Pure.
 */
export function findCodeCache(bytes: Buffer): Range & { readonly entries: readonly Entry[] } {
  // The upper six bytes of the number of entries.
  const zeros = Buffer.alloc(6);
  for (let at = bytes.indexOf(zeros); at >= 0; at = bytes.indexOf(zeros, at + 1)) {
    const start = at - 2;
    const entries = start < 0 ? undefined : entriesAt(bytes, start);
    if (entries !== undefined) {
      return { start, end: entries.at(-1)?.end ?? start, entries };
    }
  }
  throw new OperationError(
    'the modules of Node in compiled form are not where they are expected: look at src/dev/node-code-cache.ts',
  );
}

function entriesAt(bytes: Buffer, start: number): Entry[] | undefined {
  const count = numberAt(bytes, start);
  if (count === undefined || count < fewest || count > most) {
    return undefined;
  }
  const entries: Entry[] = [];
  for (let at = start + 8; entries.length < count; at = entries.at(-1)?.end ?? at) {
    const entry = entryAt(bytes, at);
    if (entry === undefined) {
      return undefined;
    }
    entries.push(entry);
  }
  return entries;
}

function entryAt(bytes: Buffer, start: number): Entry | undefined {
  const length = numberAt(bytes, start) ?? 0;
  const name = bytes.toString('latin1', start + 8, start + 8 + Math.min(length, longestName));
  if (length > longestName || !/^[\w/.-]+$/.test(name)) {
    return undefined;
  }
  const size = numberAt(bytes, start + 8 + length);
  const end = start + 16 + length + (size ?? bytes.length);
  return end <= bytes.length ? { start, end, name } : undefined;
}

/** Undefined also where it is larger than any that is looked for. */
function numberAt(bytes: Buffer, at: number): number | undefined {
  return at + 8 <= bytes.length && bytes.readUInt32LE(at + 4) === 0
    ? bytes.readUInt32LE(at)
    : undefined;
}
