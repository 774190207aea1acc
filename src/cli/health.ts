import { type ExitCode, exitCodes, OperationError, UsageError } from '../errors.ts';
import type { Seen, Verdict } from '../health/decide.ts';
import { decideBoot, judge } from '../health/decide-boot.ts';
import { refuseElsewhere } from '../run/only-on-a-node.ts';
import type { Command } from './command.ts';
import { refuseWithoutRoot } from './needs-root.ts';

const exits: Readonly<Record<Verdict['kind'], ExitCode>> = {
  good: exitCodes.ok,
  wait: exitCodes.degraded,
  bad: exitCodes.failed,
};

export const health: Command = {
  name: 'health',
  summary: 'say whether this boot is a good one: configuration applied, network up, k3s ready',
  options: [
    {
      flags: '--decide',
      description:
        'act on it, for the service: a generation on trial stays or is given up; status 0 once it is decided',
      hidden: true,
    },
    { flags: '--timeout <seconds>', description: 'how long a boot may take (default: 900)' },
  ],

  async run(input) {
    const { system, options, print, warn } = input;
    refuseElsewhere(system);
    if (!system.live) {
      throw new OperationError('health is that of a running node: it does not work with --root');
    }
    refuseWithoutRoot(input);
    const boundSeconds = secondsOf(options.timeout);
    if (options.decide === true) {
      const verdict = await decideBoot({ system, boundSeconds, warn });
      print(verdictText(verdict));
      return verdict.kind === 'wait' ? exitCodes.degraded : exitCodes.ok;
    }

    const { seen, verdict } = await judge({ system, boundSeconds });
    print([...seenLines(seen), `health:         ${verdictText(verdict)}`].join('\n'));
    return exits[verdict.kind];
  },
};

function secondsOf(given: string | boolean | undefined): number {
  const text = typeof given === 'string' ? given : '900';
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new UsageError(`--timeout ${text}: must be a number of seconds`);
  }
  return Number(text);
}

function seenLines({ configuration, network, k3s, k3sProblem }: Seen): string[] {
  return [
    `configuration:  ${configuration}`,
    `network:        ${network ? 'usable' : 'not usable'}`,
    `k3s:            ${k3s ? 'ready' : `not ready: ${k3sProblem}`}`,
  ];
}

function verdictText(verdict: Verdict): string {
  return verdict.kind === 'good' ? 'good' : `${verdict.kind}: ${verdict.reason}`;
}
