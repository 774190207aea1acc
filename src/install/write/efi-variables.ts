import type { FileSystem, System } from '../../effects/system.ts';
import { OperationError } from '../../errors.ts';

const folder = '/sys/firmware/efi/efivars';
const variable = `${folder}/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c`;

/** Whether this machine was started by UEFI and shows its variables, which nobody may have asked it to yet. */
export async function openEfiVariables({ files, exec }: System): Promise<boolean> {
  const isShown = () => (files.list(folder) ?? []).length > 0;
  if (!isShown() && files.status('/sys/firmware/efi') !== undefined) {
    await exec(['mount', '-t', 'efivarfs', '-o', 'nosuid,nodev,noexec', 'efivarfs', folder]);
  }
  return isShown();
}

/** Four bytes of attributes, then 1 where it is on. @throws OperationError: the disk would not start */
export function refuseSecureBoot(files: FileSystem): void {
  if (files.read(variable)?.[4] === 1) {
    throw new OperationError(
      'Secure Boot is on, and this machine would not start from the disk, because the boot loader is not signed: switch Secure Boot off in the setup of the firmware',
    );
  }
}
