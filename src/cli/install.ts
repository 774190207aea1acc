import { resolve } from 'node:path';
import { readConfig } from '../config/read.ts';
import { exitCodes, UsageError } from '../errors.ts';
import { listDisks } from '../install/disks/choose-disk.ts';
import { readDisks } from '../install/disks/read-disks.ts';
import { runInstall } from '../install/run-install.ts';
import { type InstallSettings, settingsOf } from '../install/settings.ts';
import { runTakeover } from '../install/takeover/run-takeover.ts';
import { isNode } from '../run/only-on-a-node.ts';
import type { CommandBody, CommandInput } from './command.ts';
import { refuseWithoutRoot } from './needs-root.ts';

export { runInstallPhase } from '../install/run-install-phase.ts';

export const install: CommandBody = {
  options: [
    { flags: '--config <url>', description: 'configuration of the new system: URL or path' },
    {
      flags: '--iso <url>',
      description: 'install this ISO (URL or path, #SHA256 may follow), not the booted medium',
    },
    { flags: '--root-from <iso>', description: 'the same, for whoever starts from another Linux' },
    { flags: '--tty <name>', description: 'console of the new system: ttyS0,115200' },
    { flags: '--force', description: 'also over an installed k3os, whose data is then lost' },
    { flags: '--no-format', description: 'keep the file systems that were prepared on the disk' },
    {
      flags: '--takeover',
      description: 'replace the Linux that runs, on its own disk: it is removed once k3os is up',
    },
    { flags: '--mbr', description: 'the old partition table, for a BIOS that wants it' },
    { flags: '--allow-lockout', description: 'also a configuration with which nobody can log in' },
    { flags: '--yes', description: 'ask nothing' },
    {
      flags: '--debug',
      description: 'show each step, and keep debugging on in the new system',
    },
    { flags: '--plan', description: 'check everything and show what would be done' },
    { flags: '--disks', description: 'show the disks, and which can be installed to' },
  ],

  async run(input) {
    const { system, options, print, warn, asker } = input;
    if (!system.live) {
      throw new UsageError('install works on the running machine: --root has no meaning');
    }
    refuseWithoutRoot(input);
    const { config, merged } = readConfig(system);
    const settings = settingsFrom(input, settingsOf(config.k3os?.install));
    if (options.disks === true) {
      print(listDisks(await readDisks(system), settings));
      return exitCodes.ok;
    }

    const planOnly = options.plan === true;
    if (!isNode(system)) {
      refuseWithoutSources(settings);
    }
    const silent = options.yes === true || config.k3os?.install?.silent === true;
    const ask = silent || planOnly ? undefined : asker();
    if (ask === undefined && !silent && !planOnly) {
      throw new UsageError(
        'install has nobody to ask here: name the disk and --config, and say --yes',
      );
    }
    const request = { system, settings, own: merged, ask, planOnly, print, warn };
    return settings.takeover ? runTakeover(request) : runInstall(request);
  },
};

/** What a node has of itself. @throws UsageError naming what has to be said */
function refuseWithoutSources({ isoUrl, configUrl }: InstallSettings): void {
  const missing = [
    ...(isoUrl === undefined ? ['--root-from ISO'] : []),
    ...(configUrl === undefined ? ['--config FILE'] : []),
  ];
  if (missing.length > 0) {
    throw new UsageError(
      `this system is no k3os node, so install has to be told what to install: ${missing.join(' and ')} (URL or path)`,
    );
  }
}

/** What is said here counts before what the node's configuration says. */
function settingsFrom(
  { args, options }: CommandInput,
  configured: InstallSettings,
): InstallSettings {
  const [device = configured.device] = args;
  const text = (name: string, other: string | undefined) =>
    typeof options[name] === 'string' ? options[name] : other;
  const source = (name: string, other: string | undefined) =>
    typeof options[name] === 'string' ? absolute(options[name]) : other;
  return {
    ...configured,
    device,
    // A disk that is named is not also to be looked for.
    disk: args.length > 0 ? undefined : configured.disk,
    configUrl: source('config', configured.configUrl),
    isoUrl: source('rootFrom', source('iso', configured.isoUrl)),
    tty: text('tty', configured.tty),
    force: options.force === true || configured.force,
    noFormat: options.format === false || configured.noFormat,
    takeover: options.takeover === true,
    mbr: options.mbr === true || configured.mbr,
    debug: options.debug === true || configured.debug,
    allowLockout: options.allowLockout === true || configured.allowLockout,
  };
}

/** A path is relative to where the person is, who knows nothing of URLs. */
function absolute(source: string): string {
  return /^[a-z]+:/i.test(source) ? source : resolve(source);
}
