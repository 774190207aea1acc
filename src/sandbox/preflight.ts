import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OperationError } from '../errors.ts';

/** Programs of the host that a sandbox is made with → their Debian package. */
const tools = {
  dnsmasq: 'dnsmasq-base',
  ip: 'iproute2',
  nsenter: 'util-linux',
  script: 'bsdutils',
  ssh: 'openssh-client',
  unshare: 'util-linux',
};

/** Debian packages that are missing, each once. */
export function missingPackages(isInstalled: (tool: string) => boolean): string[] {
  const missing = Object.entries(tools).filter(([tool]) => !isInstalled(tool));
  return [...new Set(missing.map(([, name]) => name))];
}

/** A missing program would show itself much later, as a node without an address for example. */
export function checkHost(): void {
  if (process.getuid?.() !== 0) {
    throw new OperationError(
      'nodes are made of namespaces and mounts, which only root may make: run it as root',
    );
  }

  const path = (process.env.PATH ?? '').split(':');
  const missing = missingPackages((tool) => path.some((folder) => existsSync(join(folder, tool))));
  if (missing.length > 0) {
    throw new OperationError(
      `missing on this machine: ${missing.join(', ')}; apt-get install ${missing.join(' ')}`,
    );
  }
}
