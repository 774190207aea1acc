import type { System } from '../effects/system.ts';
import { exitCodes, OperationError } from '../errors.ts';
import { envProgram, launchArgv, launchEnvironment, readLaunchFiles } from '../k3s/launch.ts';
import { readableArgs, readableEnvironment } from '../k3s/masked.ts';
import { paths } from '../k3s/paths.ts';
import { type LaunchFiles, renderRunning, runningOf } from '../k3s/running.ts';
import { k3sStarts, markOnce } from '../run/boot-marks.ts';
import type { Command, CommandInput } from './command.ts';

/** The first retry of a supervisor must not find the machine as busy as the failure did. */
const failureDelayMs = 5000;

export const k3s: Command = {
  name: 'k3s',
  summary:
    'become k3s, with the arguments and the environment of the configuration (used by k3s-service)',
  options: [{ flags: '--print', description: 'show what would be started, secrets masked' }],

  async run({ options, system, print }: CommandInput) {
    if (options.print === true) {
      show(readLaunchFiles(system.files), print);
      return exitCodes.ok;
    }

    try {
      start(system);
    } catch (error) {
      // Supervisors that do not wait between attempts would spin.
      await system.clock.sleep(failureDelayMs);
      throw error;
    }
    return exitCodes.failed;
  },
};

function show(files: LaunchFiles, print: CommandInput['print']): void {
  for (const line of readableEnvironment(files.environment)) {
    print(line);
  }
  print([paths.binary, ...readableArgs(files.args)].join(' '));
}

/** Does not return: the process keeps its number, which the supervisor watches, and becomes k3s. */
function start(system: System): void {
  if (!system.live) {
    throw new OperationError('k3s can only be started on the running system, not below --root');
  }

  const files = readLaunchFiles(system.files);
  const kind = system.files.status(paths.binary)?.kind;
  if (kind !== 'file' && kind !== 'link') {
    throw new OperationError(`${paths.binary} is no program: there is no k3s in this image`);
  }

  system.files.writeAtomically(paths.running, renderRunning(runningOf(files)), { mode: 0o600 });
  noteStart(system);
  system.replaceProcess(envProgram, launchArgv(files), launchEnvironment(files, process.env));
}

/** For `k3os analyze` only: with a full /run k3s must start all the same. */
function noteStart({ files }: System): void {
  try {
    markOnce(files, k3sStarts);
  } catch {}
}
