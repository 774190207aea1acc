import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tempRoot } from '../../support/temp-root.ts';

/** What makes a disk of a machine write down all that is done to it. */
export interface RecordedDisk {
  /** For `words` of the machine. */
  readonly words: readonly string[];
  readonly log: string;
}

/** @param disk raw */
export function recorded(disk: string): RecordedDisk {
  const log = join(tempRoot().path, 'writes.log');
  writeFileSync(log, '');
  const nodes = [
    `driver=file,node-name=target,filename=${disk}`,
    `driver=file,node-name=log,filename=${log}`,
    'driver=blklogwrites,node-name=recorded,file=target,log=log,log-append=off',
  ];
  return {
    log,
    words: [
      ...nodes.flatMap((node) => ['-blockdev', node]),
      // Without them nobody writes gigabytes of zeros, each of which would be in the log.
      ...['-device', 'virtio-blk-pci,discard=off,write-zeroes=off,drive=recorded'],
    ],
  };
}

export function bytesOf(disk: string, offset: number, length: number): Buffer {
  const file = openSync(disk, 'r');
  try {
    const bytes = Buffer.alloc(length);
    readSync(file, bytes, 0, length, offset);
    return bytes;
  } finally {
    closeSync(file);
  }
}

export function eraseAt(disk: string, offset: number, length: number): void {
  const file = openSync(disk, 'r+');
  try {
    writeSync(file, Buffer.alloc(length), 0, length, offset);
  } finally {
    closeSync(file);
  }
}
