import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { Window } from '../../../src/install/plan/layout.ts';

/** What a machine did to a disk. Offsets and lengths in bytes. */
export interface Write {
  readonly offset: number;
  readonly length: number;
  /** What came before is on the disk before this is done. */
  readonly flushes: boolean;
  /** On the disk when it is done, whatever others are. */
  readonly forced: boolean;
  /** Its bytes are zeros from now on; they are not in the log. */
  readonly discards: boolean;
  /** Where its bytes are in the log. */
  readonly dataAt: number;
}

const magic = 0x6a736677736872n;
const flags = { flush: 1, forced: 2, discard: 4, mark: 8 } as const;

/**
 * QEMU's `blklogwrites`, in the format of Linux's dm-log-writes: a sector that counts the entries, then a sector for each entry,
 * followed by its bytes. All numbers are little endian.
 * @throws when the file is no such log
 */
export function readWriteLog(file: string): Write[] {
  const log = openSync(file, 'r');
  try {
    const head = bytesAt(log, 0, 28);
    if (head.readBigUInt64LE(0) !== magic || head.readBigUInt64LE(8) !== 1n) {
      throw new Error(`${file} is no log of writes`);
    }
    const sector = head.readUInt32LE(24);
    const writes: Write[] = [];
    let at = sector;
    for (let left = Number(head.readBigUInt64LE(16)); left > 0; left -= 1) {
      const write = parseEntry(bytesAt(log, at, 32), sector, at + sector);
      writes.push(...(write === undefined ? [] : [write]));
      at += sector + (write === undefined || write.discards ? 0 : write.length);
    }
    return writes;
  } finally {
    closeSync(log);
  }
}

function parseEntry(entry: Buffer, sector: number, dataAt: number): Write | undefined {
  const kind = Number(entry.readBigUInt64LE(16));
  return (kind & flags.mark) !== 0
    ? undefined
    : {
        offset: Number(entry.readBigUInt64LE(0)) * sector,
        length: Number(entry.readBigUInt64LE(8)) * sector,
        flushes: (kind & flags.flush) !== 0,
        forced: (kind & flags.forced) !== 0,
        discards: (kind & flags.discard) !== 0,
        dataAt,
      };
}

/** Those to a part of the disk, as writes to that part alone. */
export function within(writes: readonly Write[], part: Window): Write[] {
  return writes
    .filter(({ offset }) => offset >= part.offset && offset < part.offset + part.bytes)
    .map((write) => ({ ...write, offset: write.offset - part.offset }));
}

/** Does writes of a log to a disk, once more. */
export function replayer(logFile: string, diskFile: string) {
  const log = openSync(logFile, 'r');
  const disk = openSync(diskFile, 'r+');
  const put = (offset: number, data: Buffer) => writeSync(disk, data, 0, data.length, offset);

  function apply(writes: readonly Write[]): void {
    for (const { discards, offset, length, dataAt } of writes) {
      if (discards) {
        const place = [`--offset=${offset}`, `--length=${length}`];
        execFileSync('fallocate', ['--punch-hole', ...place, diskFile]);
      } else {
        put(offset, bytesAt(log, dataAt, length));
      }
    }
  }

  return {
    apply,
    /** Applies them, and afterwards takes them back; answers what was seen. */
    trying<T>(writes: readonly Write[], look: () => T): T {
      const before = writes.map(({ offset, length }) => bytesAt(disk, offset, length));
      apply(writes);
      const seen = look();
      for (const [index, { offset }] of [...writes.entries()].reverse()) {
        put(offset, before[index] ?? Buffer.alloc(0));
      }
      return seen;
    },
    close(): void {
      closeSync(log);
      closeSync(disk);
    },
  };
}

/** Writes between two flushes may reach the disk in any order. */
export function epochs(writes: readonly Write[]): Write[][] {
  const found: Write[][] = [[]];
  for (const write of writes) {
    if (write.flushes) {
      found.push([]);
    }
    if (write.length > 0) {
      found.at(-1)?.push(write);
    }
  }
  return found.filter((epoch) => epoch.length > 0);
}

function bytesAt(file: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, bytes, done, length - done, offset + done);
    if (count === 0) {
      // Beyond its end a sparse file has zeros.
      break;
    }
    done += count;
  }
  return bytes;
}
