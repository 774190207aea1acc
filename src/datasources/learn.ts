import type { System } from '../effects/system.ts';
import { type Answered, type AskOptions, askSources, settle } from './ask.ts';
import { combine, isEnough, type Learned } from './combine.ts';
import { withFirstUserdata } from './first-userdata.ts';
import {
  type Outcome,
  packed,
  type Remembered,
  readOutcome,
  readRemembered,
  remember,
  unpacked,
  writeOutcome,
} from './record.ts';
import { type RunFile, runConfigFiles } from './run-config.ts';
import { selectSources } from './select.ts';

export interface LearnRequest extends AskOptions {
  /** `k3os.data_sources` */
  readonly wanted: readonly string[];
  /** On an installed node. */
  readonly isInstalled: boolean;
}

/**
 * Asks the sources and leaves what they say in /run/config. Where nobody answers who did before, what was learned then counts: a
 * metadata service that is away for a day changes no node. Neither does one that takes it for another machine.
 */
export async function learn(request: LearnRequest): Promise<Outcome> {
  const { system, platform, wanted } = request;
  const before = readRemembered(system.files);
  const { candidates, unknown } = selectSources(
    wanted,
    platform,
    request.isInstalled && before !== undefined,
  );
  const remembered = before && {
    source: before.source,
    hasGateway: before.hasGateway ?? false,
  };
  const answered = await askSources(candidates, { ...request, remembered }, isEnough);
  const failures = [
    ...unknown.map((word) => `${word}: is no data source`),
    ...failuresOf(answered),
  ];
  const learned = combine(answered);
  const giver = answered.find(({ source }) => source.name === learned?.source);
  const outcome = outcomeOf(system, { learned, giver, before, failures });
  writeOutcome(system.files, outcome);
  const trouble = giver && (await settle(giver, request, request.isInstalled));
  if (trouble === undefined) {
    return outcome;
  }
  const told = { ...outcome, notices: [...outcome.notices, trouble] };
  writeOutcome(system.files, told);
  return told;
}

function failuresOf(answered: readonly Answered[]): string[] {
  return answered.flatMap((one) =>
    'failure' in one ? [`${one.source.name}: ${one.failure}`] : [],
  );
}

interface Found {
  readonly learned: Learned | undefined;
  readonly giver: Answered | undefined;
  readonly before: Remembered | undefined;
  readonly failures: readonly string[];
}

function outcomeOf(system: System, { learned, giver, before, failures }: Found): Outcome {
  if (learned === undefined || giver === undefined) {
    return recall(system, before, failures);
  }
  const change = changeOf(before, learned);
  if (before !== undefined && change !== undefined && staysItself(before, giver)) {
    const notice = `${change}; all that was learned until now stays; to be the new one: sudo k3os datasource adopt, and restart`;
    const paths = write(system, unpacked(before.files));
    return {
      ...{ source: before.source, isRemembered: false, failures: [...failures], paths },
      notices: [notice],
    };
  }
  const notice =
    change &&
    `${change}; host name, keys and user-data are those of the new one, machine-id, ssh host keys and node password stay`;
  const notices = notice === undefined ? [] : [notice];
  return accept(system, withFirstUserdata(learned, before), { failures, notices });
}

/**
 * A service that gives another id has changed its mind, or the disk is a copy: a node that took another name for that would be
 * lost to its cluster. What was put on a medium, or chosen anew in the configuration, a person wants.
 */
function staysItself(before: Remembered, { source }: Answered): boolean {
  return !before.mayChange && source.needs !== 'nothing' && before.source === source.name;
}

function accept(
  system: System,
  learned: Learned,
  { failures, notices: more }: { failures: readonly string[]; notices: readonly string[] },
): Outcome {
  const { files, notices } = runConfigFiles(learned);
  const { source, instanceId, isFirstUserdata, interfaces = [] } = learned;
  const hasGateway = interfaces.some(({ gateway = [] }) => gateway.length > 0);
  const paths = write(system, files);
  remember(system.files, {
    ...{ source, at: system.clock.now().toISOString(), files: packed(files) },
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(isFirstUserdata === undefined ? {} : { isFirstUserdata }),
    ...(hasGateway ? { hasGateway } : {}),
  });
  return {
    ...{ source, isRemembered: false, failures: [...failures], paths },
    notices: [...notices, ...more],
  };
}

/** A disk that was put into another machine, or a copy of one: the operator has to know, since its identity came along. */
function changeOf(
  before: Remembered | undefined,
  { source, instanceId }: Learned,
): string | undefined {
  const known = before?.instanceId;
  return known === undefined || instanceId === undefined || known === instanceId
    ? undefined
    : `this is another machine by ${source}: ${instanceId}, until now ${known}`;
}

function recall(
  system: System,
  before: Remembered | undefined,
  failures: readonly string[],
): Outcome {
  if (before === undefined) {
    return { isRemembered: false, failures: [...failures], notices: [], paths: write(system, []) };
  }
  return {
    ...{ source: before.source, isRemembered: true, failures: [...failures], notices: [] },
    paths: write(system, unpacked(before.files)),
  };
}

/** What an earlier run of this boot has written, and is known no more, goes. */
function write({ files }: System, wanted: readonly RunFile[]): string[] {
  const paths = wanted.map(({ path }) => path);
  for (const path of readOutcome(files)?.paths ?? []) {
    if (!paths.includes(path)) {
      files.remove(path);
    }
  }
  for (const { path, content, mode } of wanted) {
    files.writeAtomically(path, content, { mode, uid: 0, gid: 0 });
  }
  return paths;
}
