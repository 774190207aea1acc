import { formatProblems } from '../config/messages.ts';
import { readConfig } from '../config/read.ts';
import { must } from '../effects/must.ts';
import type { System } from '../effects/system.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import { runInstall } from './run-install.ts';
import { settingsOf } from './settings.ts';

interface Request {
  readonly system: System;
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** `k3os config --install`, k3OS's name for an installation that asks nobody: as `k3os.install` says, then a restart. */
export async function runInstallPhase({ system, print, warn }: Request): Promise<ExitCode> {
  // Strict, unlike a boot: nothing is touched while anything is wrong with the configuration.
  const { config, merged, problems } = readConfig(system, { unknownKeys: 'error' });
  const faults = problems.filter(({ severity }) => severity === 'error');
  if (faults.length > 0) {
    warn(formatProblems(faults).join('\n'));
    return exitCodes.invalidConfig;
  }

  const wishes = config.k3os?.install;
  if (wishes === undefined || Object.values(wishes).every((value) => value === undefined)) {
    print('k3os.install says nothing, so nothing is installed: log in and run sudo k3os install');
    return exitCodes.ok;
  }

  const settings = settingsOf(wishes);
  const exitCode = await runInstall({
    ...{ system, settings, own: merged, print, warn },
    ask: undefined,
    planOnly: false,
    onItsOwn: true,
  });
  if (exitCode === exitCodes.ok) {
    await must(system, [wishes?.powerOff === true ? 'poweroff' : 'reboot']);
  }
  return exitCode;
}
