import { describe, expect, it } from 'vitest';
import { bootCode, placedCore } from '../../../../src/install/write/boot-sector.ts';

const mebi = 1024 * 1024;

function bootImage(): Buffer {
  const image = Buffer.alloc(512, 0x11);
  image.writeUInt16LE(0xaa55, 510);
  return image;
}

/** Of this many bytes, with the first sector saying how long the rest is. */
function coreImage(length: number): Buffer {
  const image = Buffer.alloc(length, 0x22);
  image.writeBigUInt64LE(2n, 500);
  image.writeUInt16LE(Math.ceil(length / 512) - 1, 508);
  return image;
}

describe('the boot loader for a BIOS', () => {
  it('leaves the partition table of the boot sector alone', () => {
    expect(bootCode(bootImage(), mebi)).toHaveLength(440);
  });

  it('says where the core image is, and does not doubt the number of the drive', () => {
    const code = bootCode(bootImage(), mebi);

    expect(code.readBigUInt64LE(0x5c)).toBe(2048n);
    expect(code.subarray(0x66, 0x68).toString('hex')).toBe('9090');
  });

  it('fills its place, and says where the rest of it begins', () => {
    const placed = placedCore(coreImage(1300), { offset: mebi, bytes: 4096 });

    expect(placed).toHaveLength(4096);
    expect(placed.readBigUInt64LE(500)).toBe(2049n);
    expect(placed.subarray(1300).every((byte) => byte === 0)).toBe(true);
  });

  it.each([
    {
      flaw: 'does not fit',
      core: coreImage(4097),
      says: /has 4097 bytes, and there are 4096 for it/,
    },
    { flaw: 'is empty', core: Buffer.alloc(0), says: /has 0 bytes/ },
    { flaw: 'was cut', core: coreImage(2000).subarray(0, 1000), says: /core image .* is damaged/ },
  ])('is refused when it $flaw', ({ core, says }) => {
    expect(() => placedCore(core, { offset: mebi, bytes: 4096 })).toThrow(says);
  });

  it('is refused when it is no boot sector', () => {
    expect(() => bootCode(Buffer.alloc(512), mebi)).toThrow(/boot\.img .* is no boot sector/);
  });
});
