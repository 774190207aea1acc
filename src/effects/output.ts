import { writeSync } from 'node:fs';

/** Standard output and standard error. */
export type OutputDescriptor = 1 | 2;

/** A console that takes nothing for so long is broken; the run is worth more than its words. */
const patience = { attempts: 500, milliseconds: 20 };

/**
 * A line to standard output or error, complete when this returns. Not through `process.stdout`, which loads a
 * good part of Node when it is first touched. A reader who has gone away, or a console that is dead, is not a
 * failure of the run: the rest of the line is lost.
 */
export function writeLine(descriptor: OutputDescriptor, text: string): void {
  let rest: Buffer = Buffer.from(`${text}\n`);
  for (let attempt = 0; rest.length > 0 && attempt < patience.attempts; attempt += 1) {
    const written = writeSome(descriptor, rest);
    if (written === undefined) {
      return;
    }
    rest = rest.subarray(written);
    attempt = written > 0 ? -1 : attempt;
  }
}

/** Bytes that were taken; undefined when no more ever will be. */
function writeSome(descriptor: OutputDescriptor, bytes: Buffer): number | undefined {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
      return undefined;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, patience.milliseconds);
    return 0;
  }
}
