import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '../errors.ts';

/** Programs and files that machines are made with -> their Debian package. */
const needs: Readonly<Record<string, string>> = {
  'qemu-system-x86_64': 'qemu-system-x86',
  setpriv: 'util-linux',
  ssh: 'openssh-client',
  cpio: 'cpio',
  xorriso: 'xorriso',
  '/usr/share/OVMF': 'ovmf',
  '/usr/lib/ipxe/qemu': 'ipxe-qemu',
};

/** Debian packages that are missing, each once. */
export function missingVmPackages(isThere: (need: string) => boolean): string[] {
  const missing = Object.entries(needs).filter(([need]) => !isThere(need));
  return [...new Set(missing.map(([, name]) => name))];
}

/** Before anything that takes minutes. */
export function checkVmHost(): void {
  const path = (process.env.PATH ?? '').split(':');
  const missing = missingVmPackages((need) =>
    need.startsWith('/') ? existsSync(need) : path.some((folder) => existsSync(join(folder, need))),
  );
  if (missing.length > 0) {
    throw new OperationError(
      `virtual machines cannot be started, missing: ${missing.join(', ')}; apt-get install ${missing.join(' ')}`,
    );
  }
}
