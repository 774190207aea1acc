import { type ExitCode, exitCodes, OperationError } from '../../errors.ts';
import { withLock } from '../../generations/lock.ts';
import { shownSize } from '../../lib/size-bounds.ts';
import { isNode } from '../../run/only-on-a-node.ts';
import { settleConfig, shownConfig } from '../config/settle-config.ts';
import { consoleWords } from '../plan/console-words.ts';
import { refuseMissingPrograms } from '../programs.ts';
import type { InstallRequest } from '../run-install.ts';
import { findSource } from '../source/find-source.ts';
import { type InstallSource, refuseTooSmall, sizeOf, verifySource } from '../source/source.ts';
import { openEfiVariables, refuseSecureBoot } from '../write/efi-variables.ts';
import { findOtherSystem, type OtherSystem } from './other-system.ts';
import { firstStep, takeOver, takeoverSteps } from './take-over.ts';

/** Kept free: the system that runs goes on writing. */
const spareBytes = 100_000_000;

/**
 * Puts k3os onto the disk of the Linux that runs, which stays whole until k3os has come up: then its files are removed.
 * @param top where its root is, other than `/`
 */
export async function runTakeover(request: InstallRequest, top = ''): Promise<ExitCode> {
  const { system, settings, print, warn } = request;
  if (isNode(system)) {
    throw new OperationError('this system is k3os already: --takeover is for another Linux');
  }
  await refuseMissingPrograms(system, settings);
  await openEfiVariables(system);
  refuseSecureBoot(system.files);
  const other = await findOtherSystem(system, top);
  refuseOtherDevice(other, settings.device);
  const { config, isUsable } = await settleConfig(request);
  if (!isUsable) {
    print(`${config.name}: not installed, nothing was changed`);
    return exitCodes.invalidConfig;
  }

  print('reading what is to be installed');
  await withLock(system, 'installation', async () => {
    const found = await findSource(system, settings);
    try {
      found.warnings.forEach(warn);
      await confirmed(request, other, found.source, shownConfig(config), () =>
        takeOver({
          ...{ system, other, source: found.source, config: config.content, print },
          architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
          consoles: consoleWords(
            settings.tty,
            system.files.read('/proc/cmdline')?.toString() ?? '',
          ),
        }),
      );
    } finally {
      await found.release();
    }
  });
  return exitCodes.ok;
}

/** k3OS's installer was told the partition; that is there to be wrong. */
function refuseOtherDevice({ device }: OtherSystem, said: string | undefined): void {
  if (said !== undefined && said !== device) {
    throw new OperationError(
      `--takeover is about ${device}, where the root of this system is, and not about ${said}`,
    );
  }
}

async function confirmed(
  { system, ask, planOnly, print }: InstallRequest,
  other: OtherSystem,
  source: InstallSource,
  config: string,
  work: () => Promise<void>,
): Promise<void> {
  refuseTooSmall({ path: other.device, bytes: other.bytes }, source);
  if (other.freeBytes < sizeOf(source) + spareBytes) {
    throw new OperationError(
      `${other.device} has ${shownSize(other.freeBytes)} free, and ${source.origin} takes ${shownSize(sizeOf(source) + spareBytes)}`,
    );
  }
  verifySource(system, source);
  if (ask !== undefined) {
    print(config);
  }
  print(
    [
      `beside   ${other.name} on ${other.device}, ${shownSize(other.freeBytes)} free`,
      `system   ${source.origin}, ${shownSize(sizeOf(source))}`,
      ...[firstStep, ...Object.keys(takeoverSteps)].map((what, index) => ` ${index + 1}. ${what}`),
    ].join('\n'),
  );
  if (planOnly) {
    return;
  }
  const answer = await ask?.text({
    message: `Type takeover to replace ${other.name}; anything else stops`,
  });
  if (answer !== undefined && answer !== 'takeover') {
    throw new OperationError('stopped, nothing was changed');
  }
  await work();
  print(
    `k3os is tried at the next start (sudo reboot). When it does not come up, ${other.name} starts again; once it is up, ALL OTHER FILES ON ${other.device} ARE REMOVED`,
  );
}
