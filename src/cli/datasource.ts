import { readConfig } from '../config/read.ts';
import { type AskOptions, askSources } from '../datasources/asking/ask.ts';
import {
  nameOf,
  type Selection,
  selectSources,
  sourceNamed,
} from '../datasources/asking/select.ts';
import type { DataSource } from '../datasources/data-source.ts';
import { learn } from '../datasources/learning/learn.ts';
import { allowChange } from '../datasources/learning/record.ts';
import { outcomeLines, renderAnswered } from '../datasources/learning/show.ts';
import type { Platform } from '../datasources/machine/platform.ts';
import { readPlatform } from '../datasources/machine/read-platform.ts';
import { realMedia } from '../datasources/media/real-media.ts';
import { registry } from '../datasources/registry.ts';
import type { System } from '../effects/system.ts';
import { exitCodes, OperationError, UsageError } from '../errors.ts';
import { machineIdOf } from '../facts/identity.ts';
import { textOf } from '../facts/look.ts';
import { renderTable } from '../lib/table.ts';
import { applyNetwork } from '../run/apply-network.ts';
import { refuseElsewhere } from '../run/only-on-a-node.ts';
import type { Command, CommandBody } from './command.ts';
import { refuseWithoutRoot } from './needs-root.ts';

const list: Command = {
  name: 'list',
  summary:
    'the data sources there are, which the configuration names, and which this machine belongs to',

  async run({ system, print }) {
    const platform = await readPlatform(system);
    const named = namedIn(system);
    const rows = registry.map((source) => [
      shownName(source),
      named.some((word) => sourceNamed(nameOf(word)) === source) ? 'configured' : '',
      source.argument === undefined && source.matches(platform) ? 'this machine is there' : '',
    ]);
    print(renderTable(rows));
    return exitCodes.ok;
  },
};

const detect: Command = {
  name: 'detect',
  summary: 'where this machine is, by what it knows of itself; no packet is sent',

  async run({ system, print }) {
    const { candidates } = selectSources(['auto'], await readPlatform(system), false);
    print(candidates.map(({ source }) => source.name).join('\n') || 'none');
    return exitCodes.ok;
  },
};

const fetch: Command = {
  name: 'fetch',
  summary: 'ask them, and show what was asked, what came, and who counts; nothing is changed',
  arguments: '[name...]',

  async run(input) {
    const { system, args, print, warn } = input;
    refuseWithoutRoot(input);
    const platform = await readPlatform(system);
    const wanted = args.length > 0 ? args : namedIn(system);
    const { candidates, unknown } = selectSources(wanted, platform, false);
    refuseUnknown({ candidates, unknown });
    if (candidates.length === 0) {
      warn('no data source is configured, or none is this machine in: name one');
      return exitCodes.failed;
    }
    const asking = { ...askingOn(system, platform), onTrouble: warn };
    const answered = await askSources(candidates, asking, () => false);
    print(renderAnswered(answered));
    return answered.some((one) => 'data' in one) ? exitCodes.ok : exitCodes.failed;
  },
};

const adopt: Command = {
  name: 'adopt',
  summary:
    'at the next start, be the machine that its data source says then, another one if need be',

  async run(input) {
    const { system, print } = input;
    refuseElsewhere(system);
    refuseWithoutRoot(input);
    const before = allowChange(system.files);
    if (before === undefined) {
      throw new OperationError('this node has learned nothing from a data source');
    }
    const { source, instanceId = 'without an instance-id' } = before;
    print(
      `It is ${instanceId} by ${source}. At the next start it will be what ${source} says then.`,
    );
    return exitCodes.ok;
  },
};

/**
 * What the service cloud-config runs. It says who is asked by its environment: what follows a name may be a URL with a password, and
 * everybody sees arguments.
 */
const apply: Command = {
  name: 'apply',
  summary: 'ask them, and leave what they say in /run/config',
  hidden: true,

  async run(input) {
    const { system, print } = input;
    refuseElsewhere(system);
    refuseWithoutRoot(input);
    const platform = await readPlatform(system);
    try {
      const outcome = await learn({
        ...askingOn(system, platform),
        networkUp: networkOf(system),
        wanted: (process.env.K3OS_DATA_SOURCES ?? '').split('\n').filter(Boolean),
        isInstalled: textOf(system.files, '/run/k3os/mode') === 'local',
        applyNetwork: () => applyNetwork(system, print),
        onTrouble: (line) => print(`k3os datasource: waiting: ${line}`),
      });
      outcomeLines(outcome).forEach(print);
      const isMissed = outcome.source === undefined || outcome.isRemembered;
      return isMissed && outcome.failures.length > 0 ? exitCodes.degraded : exitCodes.ok;
    } finally {
      // Whatever else went wrong: without addresses nobody can log in to see what.
      await applyNetwork(system, print);
    }
  },
};

export const datasource: CommandBody = { subcommands: [list, detect, fetch, adopt, apply] };

function shownName({ name, argument }: DataSource): string {
  return argument === undefined ? name : `${name}=${argument}`;
}

function namedIn(system: System): readonly string[] {
  return readConfig(system).config.k3os?.dataSources ?? [];
}

function refuseUnknown({ unknown }: Selection): void {
  if (unknown.length > 0) {
    throw new UsageError(
      `${unknown.join(', ')}: no data source; there are ${registry.map(shownName).join(', ')}`,
    );
  }
}

/** Read by the service `network-online`, which would wait as long once more. */
const waitedInVain = '/run/k3os/network-waited';

/** At boot the service does not wait for the network: a medium, or a cloud without DHCP, can be read before. */
function networkOf(system: System): AskOptions['networkUp'] {
  let waiting: ReturnType<System['exec']> | undefined;
  return async (signal) => {
    const options = { timeoutMs: 90_000, signal };
    waiting ??= system.exec(['/usr/lib/k3os/wait-network', '60', '15', '15'], options);
    const { status, signal: killed } = await waiting;
    if (status !== 0 && killed === undefined) {
      system.files.writeAtomically(waitedInVain, '', { mode: 0o644 });
    }
  };
}

function askingOn(system: System, platform: Platform): AskOptions {
  return {
    ...{ system, platform, random: Math.random, media: realMedia(system, platform) },
    machineId: machineIdOf(system.files) ?? '',
    networkUp: () => Promise.resolve(),
  };
}
