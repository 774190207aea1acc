import type { System } from '../../effects/system.ts';
import { reasonOf } from '../../errors.ts';
import { type Answered, type AskOptions, askSources, settle } from '../asking/ask.ts';
import { type Candidate, nameOf, selectSources, sourceNamed } from '../asking/select.ts';
import type { InstanceData } from '../instance-data.ts';
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
import { networkFile, networkFileOf, type RunFile } from './run-config.ts';

export interface LearnRequest extends AskOptions {
  /** `k3os.data_sources` */
  readonly wanted: readonly string[];
  /** On an installed node. */
  readonly isInstalled: boolean;
  /** Makes the addresses that are in /run/config. Does not throw. */
  readonly applyNetwork: () => Promise<void>;
}

/**
 * Asks the sources, leaves what they say in /run/config, and keeps it for later starts, which may find nobody who answers. What cannot
 * be written costs itself: the rest is there, and whoever waits to hear of this machine hears of it.
 */
export async function learn(request: LearnRequest): Promise<Outcome> {
  const { system, platform, wanted, isInstalled } = request;
  const { before, notices } = stillNamed(readRemembered(system.files), wanted);
  const isAtHome = isInstalled && before !== undefined && !before.mayChange;
  const { candidates: all, unknown } = selectSources(wanted, platform, isAtHome);
  const candidates = isSettled(before, all) ? [] : all;
  const remembered = before && {
    ...{ sources: namesOf(before), hasGateway: before.hasGateway ?? false },
  };
  const { onAnswer, opener } = wayOpener(request);
  const answered = await askSources(candidates, { ...request, remembered, onAnswer }, isEnough);

  const at = system.clock.now().toISOString();
  const { files, keep, source, ...decision } = decide({
    ...{ before, candidates, answered, at },
    opener: opener(),
  });
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

/** Nobody looks any more at a medium that it has learned from: whatever the others say, what is known counts. */
function isSettled(before: Remembered | undefined, candidates: readonly Candidate[]): boolean {
  const names = candidates.map(({ source }) => source.name);
  return before !== undefined && namesOf(before).some((name) => !names.includes(name));
}

/**
 * A medium may say how the network is left, in which others are only then to be asked. The first one that says so counts.
 * @returns what to call with each answer, and whose network was made
 */
function wayOpener({ system, applyNetwork }: LearnRequest) {
  let opener: InstanceData | undefined;
  return {
    async onAnswer(data: InstanceData, others: readonly Candidate[]) {
      const file = networkFileOf(data);
      const isNeeded = others.some(({ source }) => source.needs !== 'nothing');
      if (opener !== undefined || file === undefined || !isNeeded) {
        return;
      }
      opener = data;
      // What cannot be written is told at the end.
      if (writeOne(system.files, file).length === 0) {
        await applyNetwork();
      }
    },
    opener: () => opener,
  };
}

/** Whoever takes a source out of the configuration does not want what it has said. */
function stillNamed(
  before: Remembered | undefined,
  wanted: readonly string[],
): { before: Remembered | undefined; notices: string[] } {
  const named = wanted.map((word) => sourceNamed(nameOf(word))?.name);
  const gone = before && namesOf(before).find((name) => !named.includes(name));
  if (gone === undefined || wanted.includes('auto')) {
    return { before, notices: [] };
  }
  const notice = `what ${gone} said earlier counts no more: k3os.data_sources does not name it`;
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

/** What was written earlier in this boot, and is known no more, goes. */
function write(
  { files }: System,
  wanted: readonly RunFile[],
): { paths: string[]; notices: string[] } {
  const paths = wanted.map(({ path }) => path);
  for (const path of [...(readOutcome(files)?.paths ?? []), networkFile]) {
    if (!paths.includes(path)) {
      files.remove(path);
    }
  }
  return { paths, notices: wanted.flatMap((file) => writeOne(files, file)) };
}

function writeOne(files: System['files'], { path, content, mode }: RunFile): string[] {
  const owned = { mode, uid: 0, gid: 0 };
  return attempt('written', () => files.writeAtomically(path, content, owned));
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
