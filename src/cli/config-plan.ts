import { formatProblems } from '../config/messages.ts';
import { secretValues } from '../config/secrets.ts';
import { type ExitCode, exitCodes } from '../errors.ts';
import { readFile } from '../facts/read.ts';
import { type PhaseName, phaseNames } from '../phase-names.ts';
import { masker } from '../run/mask.ts';
import { preparePhase } from '../run/prepare-phase.ts';
import { renderPlan, showPlan } from '../run/show-plan.ts';
import type { Command, CommandInput } from './command.ts';
import { refusePartial } from './read-whole.ts';

export const configPlan: Command = {
  name: 'plan',
  summary: 'show what applying the configuration would change, and change nothing',
  options: [
    {
      flags: '--phase <name>',
      description: 'phase to plan (default: runtime)',
      choices: phaseNames,
    },
    { flags: '--json', description: 'print the plan as JSON' },
  ],

  async run(input) {
    const { phase = 'runtime', json } = input.options;
    const { loaded, facts, steps } = preparePhase(input.system, phase as PhaseName);
    refusePartial(loaded.problems);
    const mask = masker(secretValues(loaded.merged));
    const actions = await showPlan(steps, {
      sysctl: facts.sysctl,
      file: (path) => readFile(input.system.files, path),
    });
    const problems = steps.flatMap(({ applier, problems }) =>
      problems.map((text) => `${applier.id}: ${text}`),
    );
    const notices = steps.flatMap(({ applier, notices }) =>
      notices.map((text) => `${applier.id}: ${text}`),
    );
    const degraded =
      problems.length > 0 || loaded.problems.some(({ severity }) => severity === 'error');

    if (json === true) {
      input.print(
        mask(
          JSON.stringify(
            { phase, config: loaded.problems, problems, notices, actions },
            undefined,
            2,
          ),
        ),
      );
    } else {
      printPlan(input, mask, {
        config: formatProblems(loaded.problems).join('\n'),
        problems,
        notices,
        text: renderPlan(actions),
      });
    }
    return degraded ? exitCodes.degraded : (exitCodes.ok satisfies ExitCode);
  },
};

interface Shown {
  readonly config: string;
  readonly problems: readonly string[];
  readonly notices: readonly string[];
  readonly text: string;
}

function printPlan(
  { print, warn }: CommandInput,
  mask: (text: string) => string,
  shown: Shown,
): void {
  const { config, problems, notices, text } = shown;
  const warnings = [config, ...problems, ...notices.map((notice) => `note: ${notice}`)].filter(
    Boolean,
  );
  if (warnings.length > 0) {
    warn(mask(warnings.join('\n')));
  }
  print(text === '' ? 'Nothing to change.' : mask(text));
}
