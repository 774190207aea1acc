import { withLock } from '../../effects/lock.ts';
import { type ExitCode, exitCodes, OperationError } from '../../errors.ts';
import { shownSize } from '../../lib/size-bounds.ts';
import { isNode } from '../../run/only-on-a-node.ts';
import { settleConfig, shownConfig } from '../config/settle-config.ts';
import { resolveDevice } from '../disks/read-disks.ts';
import { consolesFor } from '../plan/console-words.ts';
import { refuseMissingPrograms } from '../programs.ts';
import type { InstallRequest } from '../run-install.ts';
import { findSource } from '../source/find-source.ts';
import { type InstallSource, refuseTooSmall, sizeOf, verifySource } from '../source/source.ts';
import { tracedIfWished } from '../with-trace.ts';
import { openEfiVariables, refuseSecureBoot } from '../write/efi-variables.ts';
import { findOtherSystem, type OtherSystem } from './other-system.ts';
import { takeOver, takeoverSteps } from './take-over.ts';

/** Kept free: the system that runs goes on writing. */
const spareBytes = 100_000_000;

/**
 * Puts k3os onto the disk of the Linux that runs, which stays whole until k3os has come up: then its files are removed.
 * @param top where its root is, other than `/`
 */
export async function runTakeover(asked: InstallRequest, top = ''): Promise<ExitCode> {
  const request = tracedIfWished(asked);
  const { system, settings, ask, planOnly, print, warn } = request;
  if (isNode(system)) {
    throw new OperationError('this system is k3os already: --takeover is for another Linux');
  }
  await refuseMissingPrograms(system, settings);
  await openEfiVariables(system);
  refuseSecureBoot(system.files);
  const other = await findOtherSystem(system, top);
  const { device } = settings;
  refuseOtherDevice(other, device && (await resolveDevice(system, device)));
  const { config, isUsable } = await settleConfig(request);
  if (!isUsable) {
    print(`${config.name}: not installed, nothing was changed`);
    return exitCodes.invalidConfig;
  }

  const cmdline = system.files.read('/proc/cmdline')?.toString() ?? '';
  const consoles = consolesFor(settings, cmdline);
  print('reading what is to be installed');
  await withLock(system, 'installation', async () => {
    const found = await findSource(system, settings);
    try {
      const { source, warnings } = found;
      warnings.forEach(warn);
      refuseWithoutRoom(other, source);
      verifySource(system, source);
      const configured = ask === undefined ? [] : [shownConfig(config)];
      print([...configured, ...plan(other, source)].join('\n'));
      if (!planOnly) {
        await confirm(request, other);
        await takeOver({ system, other, source, config: config.content, consoles, print });
        print('done: the next start is that of k3os (sudo reboot)');
      }
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

/** @throws OperationError where k3os would fill the disk of a system that runs, or could never be renewed there */
function refuseWithoutRoom({ device, bytes, freeBytes }: OtherSystem, source: InstallSource): void {
  refuseTooSmall({ path: device, bytes }, source);
  const needed = sizeOf(source) + spareBytes;
  if (freeBytes < needed) {
    throw new OperationError(
      `${device} has ${shownSize(freeBytes)} free, and ${source.origin} takes ${shownSize(needed)}`,
    );
  }
}

function plan({ name, device, freeBytes }: OtherSystem, source: InstallSource): string[] {
  return [
    `beside   ${name} on ${device}, ${shownSize(freeBytes)} free`,
    `system   ${source.origin}, ${shownSize(sizeOf(source))}`,
    ...takeoverSteps.map((what, index) => `${String(index + 1).padStart(2)}. ${what}`),
    `Then k3os is tried. When it does not come up, ${name} starts again; once it is up, ALL OTHER FILES ON ${device} ARE REMOVED`,
  ];
}

async function confirm({ ask }: InstallRequest, { name }: OtherSystem): Promise<void> {
  const answer = await ask?.text({
    message: `Type takeover to replace ${name}; anything else stops`,
  });
  if (answer !== undefined && answer !== 'takeover') {
    throw new OperationError('stopped, nothing was changed');
  }
}
