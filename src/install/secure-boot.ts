import type { FileSystem } from '../effects/system.ts';
import { OperationError } from '../errors.ts';

const variable = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';

/** Four bytes of attributes, then 1 where it is on. @throws OperationError: the disk would not start */
export function refuseSecureBoot(files: FileSystem): void {
  if (files.read(variable)?.[4] === 1) {
    throw new OperationError(
      'Secure Boot is on, and this machine would not start from the disk, because the boot loader is not signed: switch Secure Boot off in the setup of the firmware',
    );
  }
}
