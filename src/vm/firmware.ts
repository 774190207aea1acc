import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '../errors.ts';

interface FirmwareFiles {
  readonly code: string;
  readonly variables: string;
}

/** Debian's ovmf, newest layout first. The two files of a pair belong together. */
const pairs: readonly FirmwareFiles[] = [
  {
    code: '/usr/share/OVMF/OVMF_CODE_4M.fd',
    variables: '/usr/share/OVMF/OVMF_VARS_4M.fd',
  },
  { code: '/usr/share/OVMF/OVMF_CODE.fd', variables: '/usr/share/OVMF/OVMF_VARS.fd' },
];

export function findUefi(isThere: (file: string) => boolean = existsSync): FirmwareFiles {
  const found = pairs.find(({ code, variables }) => isThere(code) && isThere(variables));
  if (found === undefined) {
    throw new OperationError(`there is no UEFI firmware (${pairs[0]?.code}); apt-get install ovmf`);
  }
  return found;
}

/** Boot entries are written into the variables: every machine has its own. */
export function prepareUefi(folder: string): FirmwareFiles {
  const { code, variables } = findUefi();
  const own = join(folder, 'uefi-variables.fd');
  copyFileSync(variables, own);
  return { code, variables: own };
}
