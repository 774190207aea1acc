import { formatProblems } from '../config/messages.ts';
import { readConfig } from '../config/read.ts';
import type { NodeConfig } from '../config/schema.ts';
import type { System } from '../effects/system.ts';
import { type ExitCode, exitCodes, OperationError } from '../errors.ts';

/** Where k3OS has its installer; it reads its settings from K3OS_INSTALL_* variables. */
const installer = '/usr/libexec/k3os/install';
const hour = 3_600_000;

type Install = NonNullable<NonNullable<NodeConfig['k3os']>['install']>;

interface Request {
  readonly system: System;
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** Strict, unlike a boot: nothing is touched while anything is wrong with the configuration. */
export async function runInstallPhase({ system, print, warn }: Request): Promise<ExitCode> {
  const { config, problems } = readConfig(system, { unknownKeys: 'error' });
  const faults = problems.filter(({ severity }) => severity === 'error');
  if (faults.length > 0) {
    warn(formatProblems(faults).join('\n'));
    return exitCodes.invalidConfig;
  }
  if (system.files.status(installer) === undefined) {
    throw new OperationError(`cannot install: this system has no ${installer}`);
  }

  const env = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    ...installEnvironment(config.k3os?.install ?? {}),
  };
  const { status, stdout, stderr } = await system.exec([installer], { env, timeoutMs: hour });
  print(stdout.trimEnd());
  warn(stderr.trimEnd());
  return status === 0 ? exitCodes.ok : exitCodes.failed;
}

/** `forceEfi` → `K3OS_INSTALL_FORCE_EFI=true`; what is not set or false is left out. */
export function installEnvironment(install: Install): Record<string, string> {
  const given = Object.entries(install).filter(
    ([, value]) => value !== undefined && value !== false,
  );
  return Object.fromEntries(
    given.map(([key, value]) => [
      `K3OS_INSTALL_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
      String(value),
    ]),
  );
}
