import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** First and last sector, both its own. */
export interface Part {
  readonly type: keyof typeof types;
  readonly first: number;
  readonly last: number;
}

export const sector = 512;
const entrySize = 128;
const entryCount = 128;
const tableSectors = (entrySize * entryCount) / sector;

const types = {
  bios: '21686148-6449-6E6F-744E-656564454649',
  esp: 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B',
  linux: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
} as const;

/** What comes before the first partition of a disk (UEFI specification, chapter 5); nobody here reads the copy at the end. */
export function gptHead(parts: readonly Part[], sectors: number): Buffer {
  const table = Buffer.alloc(entrySize * entryCount);
  for (const [index, { type, first, last }] of parts.entries()) {
    const at = index * entrySize;
    guid(types[type]).copy(table, at);
    guid(randomUUID()).copy(table, at + 16);
    table.writeBigUInt64LE(BigInt(first), at + 32);
    table.writeBigUInt64LE(BigInt(last), at + 40);
  }
  return Buffer.concat([protectiveMbr(sectors), header(table, sectors), table]);
}

function header(table: Buffer, sectors: number): Buffer {
  const bytes = Buffer.alloc(sector);
  bytes.write('EFI PART', 0, 'latin1');
  bytes.writeUInt32LE(0x10000, 8);
  bytes.writeUInt32LE(92, 12);
  bytes.writeBigUInt64LE(1n, 24);
  bytes.writeBigUInt64LE(BigInt(sectors - 1), 32);
  bytes.writeBigUInt64LE(BigInt(2 + tableSectors), 40);
  bytes.writeBigUInt64LE(BigInt(sectors - 2 - tableSectors), 48);
  guid(randomUUID()).copy(bytes, 56);
  bytes.writeBigUInt64LE(2n, 72);
  bytes.writeUInt32LE(entryCount, 80);
  bytes.writeUInt32LE(entrySize, 84);
  bytes.writeUInt32LE(crc32(table), 88);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 92)), 16);
  return bytes;
}

function protectiveMbr(sectors: number): Buffer {
  const bytes = Buffer.alloc(sector);
  bytes[446 + 4] = 0xee;
  bytes.writeUInt32LE(1, 446 + 8);
  bytes.writeUInt32LE(sectors - 1, 446 + 12);
  bytes.writeUInt16LE(0xaa55, 510);
  return bytes;
}

/** The first three groups are numbers, lowest byte first. */
function guid(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
