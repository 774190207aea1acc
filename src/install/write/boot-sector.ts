import { OperationError } from '../../errors.ts';

/**
 * GRUB's first two stages for a BIOS, as its own grub-bios-setup puts them in place (grub-core/boot/i386/pc/boot.S and
 * diskboot.S say what is where). That program finds disks by names of partitions, and needs all of GRUB beside it.
 */
const sector = 512;

/** In boot.img. */
const kernelSector = 0x5c;
const bootDriveCheck = 0x66;
const codeLength = 440;

/** In the first sector of the core image: where the rest of it is. */
const restStart = sector - 12;
const restLength = sector - 4;

const nops = Buffer.from([0x90, 0x90]);

/**
 * The bytes before the partition table.
 * @param boot boot.img
 * @param coreOffset of the core image on the disk
 */
export function bootCode(boot: Buffer, coreOffset: number): Buffer {
  if (boot.length !== sector || boot.readUInt16LE(sector - 2) !== 0xaa55) {
    throw new OperationError('boot.img of the image is no boot sector: the image is damaged');
  }
  const code = Buffer.from(boot.subarray(0, codeLength));
  code.writeBigUInt64LE(BigInt(coreOffset / sector), kernelSector);
  // The BIOS of some machines gives a wrong number for the drive; a disk is never the floppy that this is about.
  nops.copy(code, bootDriveCheck);
  return code;
}

/**
 * The core image for this place on the disk, with zeros to the end of it.
 * @throws OperationError when it does not fit
 */
export function placedCore(
  core: Buffer,
  { offset, bytes }: { offset: number; bytes: number },
): Buffer {
  if (core.length > bytes || core.length <= sector) {
    throw new OperationError(
      `the boot loader has ${core.length} bytes, and there are ${bytes} for it before the first partition`,
    );
  }
  const placed = Buffer.alloc(bytes);
  core.copy(placed);
  const sectors = Math.ceil(core.length / sector) - 1;
  if (placed.readUInt16LE(restLength) !== sectors) {
    throw new OperationError('the core image of the boot loader is damaged: take another image');
  }
  placed.writeBigUInt64LE(BigInt(offset / sector + 1), restStart);
  return placed;
}
