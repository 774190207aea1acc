import type { System } from '../../effects/system.ts';
import { reasonOf } from '../../errors.ts';
import { type Answered, type AskOptions, askSources, settle } from '../asking/ask.ts';
import { selectSources, sourceNamed } from '../asking/select.ts';
import { isEnough } from './combine.ts';
import { decide, namesOf } from './decide.ts';
import {
  type Outcome,
  type Remembered,
  readOutcome,
  readRemembered,
  remember,
  writeOutcome,
} from './record.ts';
import type { RunFile } from './run-config.ts';

export interface LearnRequest extends AskOptions {
  /** `k3os.data_sources` */
  readonly wanted: readonly string[];
  /** On an installed node. */
  readonly isInstalled: boolean;
}

/**
 * Asks the sources, leaves what they say in /run/config, and keeps it for later starts, which may find nobody who answers. What cannot
 * be written costs itself: the rest is there, and whoever waits to hear of this machine hears of it.
 */
export async function learn(request: LearnRequest): Promise<Outcome> {
  const { system, platform, wanted, isInstalled } = request;
  const { before, notices } = stillNamed(readRemembered(system.files), wanted);
  const isAtHome = isInstalled && before !== undefined && !before.mayChange;
  const { candidates, unknown } = selectSources(wanted, platform, isAtHome);
  const remembered = before && {
    ...{ sources: namesOf(before), hasGateway: before.hasGateway ?? false },
  };
  const answered = await askSources(candidates, { ...request, remembered }, isEnough);

  const at = system.clock.now().toISOString();
  const { files, keep, source, ...decision } = decide({ before, candidates, answered, at });
  const written = write(system, files);
  const lost = keep === undefined ? [] : attempt('kept', () => remember(system.files, keep));
  const outcome: Outcome = {
    ...(source === undefined ? {} : { source }),
    ...{ isRemembered: decision.isRemembered, paths: written.paths },
    failures: [...unknown.map((word) => `${word}: is no data source`), ...failuresOf(answered)],
    notices: [...notices, ...decision.notices, ...written.notices, ...lost],
  };
  writeOutcome(system.files, outcome);

  const isKept = isInstalled && lost.length === 0 && !decision.isRemembered;
  const troubles = await settleAll(answered, request, isKept ? source : undefined);
  if (troubles.length === 0) {
    return outcome;
  }
  const told = { ...outcome, notices: [...outcome.notices, ...troubles] };
  writeOutcome(system.files, told);
  return told;
}

/** Whoever takes a source out of the configuration does not want what it has said. */
function stillNamed(
  before: Remembered | undefined,
  wanted: readonly string[],
): { before: Remembered | undefined; notices: string[] } {
  const named = wanted.map((word) => sourceNamed(word.split('=')[0] ?? '')?.name);
  if (before === undefined || wanted.includes('auto') || named.includes(before.source)) {
    return { before, notices: [] };
  }
  const notice = `what ${before.source} said earlier counts no more: k3os.data_sources does not name it`;
  return { before: undefined, notices: [notice] };
}

function failuresOf(answered: readonly Answered[]): string[] {
  return answered.flatMap((one) =>
    'failure' in one ? [`${one.source.name}: ${one.failure}`] : [],
  );
}

/** @param keptOf the source whose answer will be there at the next start */
async function settleAll(
  answered: readonly Answered[],
  options: AskOptions,
  keptOf: string | undefined,
): Promise<string[]> {
  const there = answered.filter((one) => 'data' in one);
  const troubles = await Promise.all(
    there.map((one) => settle(one, options, one.source.name === keptOf)),
  );
  return troubles.filter((trouble) => trouble !== undefined);
}

/** What an earlier run of this boot has written, and is known no more, goes. */
function write(
  { files }: System,
  wanted: readonly RunFile[],
): { paths: string[]; notices: string[] } {
  const paths = wanted.map(({ path }) => path);
  for (const path of readOutcome(files)?.paths ?? []) {
    if (!paths.includes(path)) {
      files.remove(path);
    }
  }
  const notices = wanted.flatMap(({ path, content, mode }) =>
    attempt('written', () => files.writeAtomically(path, content, { mode, uid: 0, gid: 0 })),
  );
  return { paths, notices };
}

/** @returns what to tell where it fails */
function attempt(what: string, act: () => void): string[] {
  try {
    act();
    return [];
  } catch (error) {
    return [`what was learned could not be ${what}: ${reasonOf(error)}`];
  }
}
