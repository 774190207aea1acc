import { randomUUID } from 'node:crypto';
import type { NodeConfig } from '../config/schema.ts';
import type { Asker } from '../effects/ask.ts';
import { withLock } from '../effects/lock.ts';
import type { System } from '../effects/system.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import { ownArchitecture } from '../lib/architecture.ts';
import { isNode } from '../run/only-on-a-node.ts';
import type { FoundConfig } from './config/node-config.ts';
import { settleConfig, shownConfig } from './config/settle-config.ts';
import { askDisk, confirmDisk } from './disks/ask-disk.ts';
import { chooseDisk, stateOf } from './disks/choose-disk.ts';
import type { Disk } from './disks/disks.ts';
import { readDisks, readTable, resolveDevice } from './disks/read-disks.ts';
import { refuseLoop } from './disks/refuse-loop.ts';
import { consolesFor } from './plan/console-words.ts';
import { describePlan } from './plan/describe-plan.ts';
import { labels } from './plan/layout.ts';
import { type Kept, planInstall, type Step } from './plan/plan.ts';
import { refuseMissingPrograms } from './programs.ts';
import type { InstallSettings } from './settings.ts';
import { type FoundSource, findSource } from './source/find-source.ts';
import { refuseTooSmall, verifySource } from './source/source.ts';
import { tracedIfWished } from './with-trace.ts';
import { openEfiVariables, refuseSecureBoot } from './write/efi-variables.ts';
import { execute } from './write/execute.ts';

export interface InstallRequest {
  readonly system: System;
  readonly settings: InstallSettings;
  /** What is installed when no URL is given. */
  readonly own: NodeConfig;
  /** A person to ask for what is not said, and before the disk is touched. */
  readonly ask: Asker | undefined;
  readonly planOnly: boolean;
  /** Nobody has asked for it but the medium, which may ask again at each start. */
  readonly onItsOwn?: boolean;
  readonly print: (line: string) => void;
  readonly warn: (line: string) => void;
}

/**
 * From wishes to an installed disk. Everything is fetched, read and checked first; what the disk holds is lost only after
 * the last reason to stop has gone.
 */
export async function runInstall(asked: InstallRequest): Promise<ExitCode> {
  const request = tracedIfWished(asked);
  const { system, print } = request;
  await refuseMissingPrograms(system, request.settings);
  await openEfiVariables(system);
  refuseSecureBoot(system.files);
  const disk = await findDisk(request);
  if (request.onItsOwn) {
    await withLock(system, 'installation', () => refuseLoop(system, disk));
  }
  const { config, isUsable } = await settleConfig(request);
  if (!isUsable) {
    print(`${config.name}: not installed, ${disk.path} was not touched`);
    return exitCodes.invalidConfig;
  }

  print('reading what is to be installed');
  await withLock(system, 'installation', async () => {
    const found = await findSource(system, request.settings);
    try {
      await install(request, { disk, config, found });
    } finally {
      await found.release();
    }
  });
  return exitCodes.ok;
}

async function findDisk({ system, settings, ask }: InstallRequest): Promise<Disk> {
  const { device } = settings;
  const disks = await readDisks(system);
  if (device === undefined && settings.disk === undefined && ask !== undefined) {
    return askDisk(disks, settings, ask);
  }
  const real = device === undefined ? undefined : await resolveDevice(system, device);
  return chooseDisk(disks, { ...settings, device: real });
}

interface Ready {
  readonly disk: Disk;
  readonly config: FoundConfig;
  readonly found: FoundSource;
}

async function install(
  { system, settings, ask, planOnly, print, warn }: InstallRequest,
  { disk, config, found: { source, warnings } }: Ready,
): Promise<void> {
  for (const warning of warnings) {
    warn(warning);
  }
  refuseTooSmall(disk, source);
  verifySource(system, source);
  const steps = await plan(system, settings, disk);
  if (ask !== undefined) {
    print(shownConfig(config));
  }
  print(describePlan(disk, source, steps).join('\n'));
  if (planOnly) {
    return;
  }
  if (ask !== undefined) {
    await confirmDisk(disk, ask);
  }
  const { path, sectorBytes } = disk;
  const cmdline = system.files.read('/proc/cmdline')?.toString() ?? '';
  const consoles = consolesFor(settings, cmdline);
  const { content } = config;
  await execute(steps, {
    ...{ system, disk: path, sectorBytes, source, consoles, print, warn },
    architecture: ownArchitecture,
    config: content,
  });
  const next = isNode(system)
    ? 'take the medium away before the next start'
    : 'this system is as it was; have the machine start from that disk';
  print(`installed to ${path}; ${next}`);
}

async function plan(
  system: System,
  { mbr, noFormat }: InstallSettings,
  disk: Disk,
): Promise<Step[]> {
  const state = stateOf(disk.volumes);
  const { kept, uuid } =
    noFormat && state !== undefined
      ? { kept: await keptOn(system, disk, state.path), uuid: state.uuid ?? '' }
      : { kept: undefined, uuid: randomUUID() };
  return planInstall({ disk, mbr, kept, uuid, architecture: ownArchitecture, staysHere: true });
}

async function keptOn(system: System, disk: Disk, state: string): Promise<Kept> {
  const boot = disk.volumes.find(
    ({ label, fileSystem }) => label === labels.boot && fileSystem === 'vfat',
  );
  const { table } = await readTable(system, disk.path);
  return { table, state, boot: boot?.path };
}
