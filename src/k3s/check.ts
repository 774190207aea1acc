import type { LoadedConfig } from '../config/load.ts';
import { writtenPath } from '../config/names.ts';
import type { Problem } from '../config/problem.ts';
import type { NodeConfig } from '../config/schema.ts';
import { checkCombinations } from './check-combinations.ts';
import { checkEnvironment } from './check-environment.ts';
import { checkFlags } from './check-flags.ts';
import { checkJoining, joinsServer } from './check-joining.ts';
import { checkRepeats } from './check-repeats.ts';
import { checkValues } from './check-values.ts';
import { atItem, type Finding } from './finding.ts';
import { isOn } from './flag-table.ts';
import { parseFlags } from './flags.ts';
import { type Launch, launchOf } from './role.ts';
import { parseVersion } from './version.ts';

export interface CheckOptions {
  /** The node has certificates from an earlier join, so that it can do without a token. */
  readonly joined?: boolean;
}

/**
 * What k3s would refuse or misunderstand, at the line that says it, before k3s is ever started.
 * An error means that k3s would not start; it is not started then, and a running one is left alone.
 *
 * @param k3sVersion `v1.36.4+k3s1`; undefined: not known, nothing is said about the age of flags
 */
export function checkK3s(
  config: NodeConfig,
  originOf: LoadedConfig['originOf'],
  k3sVersion: string | undefined,
  { joined = false }: CheckOptions = {},
): Problem[] {
  const launch = launchOf(config);
  const findings = [
    ...wordFindings(launch),
    ...roleFindings(config, launch, k3sVersion, joined),
    ...checkEnvironment(config),
  ];

  return findings.map((finding) => locate(finding, originOf));
}

function wordFindings({ split, quoted, role, words }: Launch): Finding[] {
  return [
    ...split.map(
      (item): Finding => ({
        severity: 'warning',
        at: atItem(item),
        message: 'several words in one item, taken apart at the spaces: write one word an item',
      }),
    ),
    ...quoted.map(
      (item): Finding => ({
        severity: 'error',
        at: atItem(item),
        message:
          'several words and quotes in one item: write one word an item, quotes are not needed',
      }),
    ),
    ...(role === undefined
      ? [
          {
            severity: 'error',
            at: atItem(words[0]?.item ?? 0),
            message: 'the first word must be server, agent or a flag',
          } satisfies Finding,
        ]
      : []),
  ];
}

function roleFindings(
  config: NodeConfig,
  { role, words, quoted }: Launch,
  k3sVersion: string | undefined,
  joined: boolean,
): Finding[] {
  // Behind a wrong role or a quote every further message would be a guess.
  if (role === undefined || quoted.length > 0) {
    return [];
  }

  const version = k3sVersion === undefined ? undefined : parseVersion(k3sVersion);
  const { flags: given, stray } = parseFlags(words);
  const usable = given.filter(
    ({ flag, value }) => flag !== undefined && value !== undefined && isOn(flag, role),
  );

  return [
    ...checkFlags(role, given, version),
    ...checkValues(usable, version),
    ...checkCombinations(usable, joinsServer(config, usable)),
    ...checkJoining({ role, given: usable, config, joined }),
    ...checkRepeats(config, usable),
    ...(stray === undefined
      ? []
      : [
          {
            severity: 'error',
            at: atItem(stray.item),
            message: `${quote(stray.text)} is no flag: k3s would ignore it and everything behind it`,
          } satisfies Finding,
        ]),
  ];
}

/** A stray word may be the value of a misspelt secret flag: only short plain ones are shown. */
function quote(word: string): string {
  return /^[a-z-]{1,20}$/.test(word) ? word : 'a word';
}

/** `k3os.k3s_args` of whichever word: a message names the word itself. */
function locate({ severity, at, message }: Finding, originOf: LoadedConfig['originOf']): Problem {
  const origin = originOf(at) ?? originOf(at.slice(0, -1));
  const key = writtenPath(at.filter((step) => typeof step === 'string'));

  return { severity, key, message, ...origin };
}
