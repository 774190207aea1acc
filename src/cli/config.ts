import { dumpJson, dumpYaml } from '../config/dump.ts';
import { formatProblems } from '../config/messages.ts';
import { type ExitCode, exitCodes, UsageError } from '../errors.ts';
import type { PhaseName } from '../phase-names.ts';
import { announce } from '../run/announce.ts';
import { refuseElsewhere } from '../run/only-on-a-node.ts';
import { runPhase } from '../run/run-phase.ts';
import type { Command, CommandInput } from './command.ts';
import { configExplain } from './config-explain.ts';
import { configPlan } from './config-plan.ts';
import { configSchema } from './config-schema.ts';
import { configValidate } from './config-validate.ts';
import { refuseWithoutRoot } from './needs-root.ts';
import { readWhole } from './read-whole.ts';

/** As the original: one command, a flag says what to do with the configuration. */
const modes: Readonly<Record<string, (input: CommandInput) => Promise<ExitCode>>> = {
  initrd: (input) => apply(input, 'initrd'),
  boot: (input) => apply(input, 'boot'),
  install: async (input) => {
    refuseWithoutRoot(input);
    return (await import('./install.ts')).runInstallPhase(input);
  },
  dump: (input) => dump(input, dumpYaml),
  dumpJson: (input) => dump(input, dumpJson),
};

export const config: Command = {
  name: 'config',
  summary: 'apply the configuration (runtime phase), or look at it',
  options: [
    { flags: '--initrd', description: 'apply the initrd phase' },
    { flags: '--boot', description: 'apply the boot phase' },
    {
      flags: '--install',
      description: 'check the configuration strictly and start the installation',
    },
    { flags: '--dump', description: 'print the merged configuration as YAML' },
    { flags: '--dump-json', description: 'print the merged configuration as JSON' },
    { flags: '--show-secrets', description: 'with --dump and --dump-json: do not mask secrets' },
  ],
  subcommands: [configValidate, configPlan, configExplain, configSchema],

  async run(input) {
    const chosen = Object.keys(modes).filter((mode) => input.options[mode] === true);
    if (chosen.length > 1) {
      throw new UsageError(
        'config takes one of --initrd, --boot, --install, --dump and --dump-json',
      );
    }

    if (input.options.showSecrets === true && !/^dump/.test(chosen[0] ?? '')) {
      throw new UsageError('--show-secrets goes with --dump or --dump-json');
    }

    const mode = modes[chosen[0] ?? ''];
    return mode === undefined ? apply(input, 'runtime') : mode(input);
  },
};

async function apply(input: CommandInput, phase: PhaseName): Promise<ExitCode> {
  const { system, print } = input;
  refuseElsewhere(system);
  refuseWithoutRoot(input);
  try {
    return await runPhase({ system, phase, print });
  } finally {
    // Also when the phase could not even begin: whoever waits at a console has to know.
    await (phase === 'runtime' ? announce(system, print) : undefined);
  }
}

async function dump(
  { system, options, print, warn }: CommandInput,
  render: typeof dumpYaml,
): Promise<ExitCode> {
  const { merged, problems } = readWhole(system);
  const told = problems.filter(({ severity }) => severity !== 'notice');
  if (told.length > 0) {
    warn(formatProblems(told).join('\n'));
  }

  print(render(merged, { showSecrets: options.showSecrets === true }).trimEnd());
  return told.some(({ severity }) => severity === 'error') ? exitCodes.degraded : exitCodes.ok;
}
