import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { OperationError } from '../../errors.ts';

const sectorSize = 2048;
/** Where every ISO 9660 file system begins; what is before belongs to boot loaders. */
const volumeOffset = 16 * sectorSize;

/** What the head of an ISO says of it. */
export interface IsoVolume {
  readonly label: string;
  /** Of the whole file system; a file that is shorter was cut off. */
  readonly bytes: number;
  /** When it was made, in seconds since 1970. */
  readonly epoch: number;
}

/** Undefined for anything but the primary volume descriptor of ISO 9660. */
export function parseVolume(sector: Buffer): IsoVolume | undefined {
  if (sector.length < sectorSize || sector[0] !== 1 || text(sector, 1, 5) !== 'CD001') {
    return undefined;
  }

  return {
    label: text(sector, 40, 32).trimEnd(),
    bytes: sector.readUInt32LE(80) * sectorSize,
    epoch: epochOf(text(sector, 830, 16)),
  };
}

function text(sector: Buffer, start: number, length: number): string {
  return sector.toString('latin1', start, start + length);
}

/** `2026112112044100`: to the hundredth of a second. One without a date counts as made in 1970. */
function epochOf(digits: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d\d$/.exec(digits) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? 0 : time / 1000;
}

/** @throws OperationError for a file that is no ISO, or only the first part of one. */
export function readVolume(file: string): IsoVolume {
  const { sector, size } = readHead(file);
  const volume = parseVolume(sector);
  if (volume === undefined) {
    throw new OperationError(`${file} is no ISO image; give a k3os ISO`);
  }
  if (size < volume.bytes) {
    throw new OperationError(
      `${file} is cut off: it has ${size} of ${volume.bytes} bytes; fetch it again`,
    );
  }
  return volume;
}

function readHead(file: string): { sector: Buffer; size: number } {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const status = fstatSync(descriptor);
      if (!status.isFile()) {
        throw new Error('not a regular file');
      }
      const sector = Buffer.alloc(sectorSize);
      const length = readSync(descriptor, sector, 0, sectorSize, volumeOffset);
      return { sector: sector.subarray(0, length), size: status.size };
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw new OperationError(`cannot read ${file}`, { cause });
  }
}
