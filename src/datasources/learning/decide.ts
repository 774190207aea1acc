import type { Answered } from '../asking/ask.ts';
import type { Candidate } from '../asking/select.ts';
import type { InstanceData } from '../instance-data.ts';
import { combine, type Learned } from './combine.ts';
import { withFirstUserdata } from './first-userdata.ts';
import { packed, type Remembered, unpacked } from './record.ts';
import { networkFile, type RunFile, runConfigFiles } from './run-config.ts';

export interface Found {
  /** What an earlier start has learned. */
  readonly before: Remembered | undefined;
  readonly candidates: readonly Candidate[];
  readonly answered: readonly Answered[];
  /** By whose network others could be asked. */
  readonly opener?: InstanceData | undefined;
  /** ISO 8601 */
  readonly at: string;
}

/** What the machine is from now on. */
export interface Decision {
  /** Whose user-data counts; undefined where nothing is known. */
  readonly source?: string;
  /** It is what an earlier start has learned. */
  readonly isRemembered: boolean;
  readonly files: readonly RunFile[];
  readonly notices: readonly string[];
  /** For later starts; undefined where what they know stays. */
  readonly keep?: Remembered;
}

/**
 * A node stays what it is until a person wants another one: neither does a service change it that is away, whoever else answers in its
 * place, nor one that takes it for another machine. Pure.
 */
export function decide(found: Found): Decision {
  const { before, answered, opener, at } = found;
  const learned = combine(answered, opener);
  if (before !== undefined && (learned === undefined || isMissed(before, found))) {
    return recall(before, []);
  }
  if (learned === undefined) {
    return { isRemembered: false, files: [], notices: [] };
  }
  const change = changeOf(before, learned);
  // Without the addresses that it had it would be lost.
  if (before !== undefined && change === undefined && learned.isPartial && hasNetwork(before)) {
    return recall(before, [...(learned.notices ?? []), 'all that was learned until now stays']);
  }
  if (before !== undefined && change !== undefined && staysItself(before, learned, found)) {
    return stay(before, learned, change);
  }
  return accept(withFirstUserdata(learned, before), change, at);
}

function recall({ source, files }: Remembered, notices: readonly string[]): Decision {
  return { source, isRemembered: true, files: unpacked(files), notices };
}

/** Names of those whose answers count. */
export function namesOf({ source, knownBy }: Remembered): string[] {
  return knownBy === undefined ? [source] : [source, knownBy];
}

/** One of those that counted does not answer, or is a medium that nobody looks at any more. */
function isMissed(before: Remembered, { candidates, answered }: Found): boolean {
  return namesOf(before).some((name) => {
    const one = answered.find(({ source }) => source.name === name);
    return one === undefined
      ? !candidates.some(({ source }) => source.name === name)
      : 'failure' in one;
  });
}

/** A disk that was put into another machine, or a copy of one: the operator has to know, since its identity came along. */
function changeOf(before: Remembered | undefined, learned: Learned): string | undefined {
  const known = before?.instanceId;
  const { instanceId, knownBy = learned.source } = learned;
  return known === undefined || instanceId === undefined || known === instanceId
    ? undefined
    : `this is another machine by ${knownBy}: ${instanceId}, until now ${known}`;
}

/**
 * A service that gives another id has changed its mind, or the disk is a copy: a node that took another name for that would be
 * lost to its cluster. What was put on a medium, or chosen anew in the configuration, a person wants.
 */
function staysItself(before: Remembered, learned: Learned, { candidates }: Found): boolean {
  const knower = learned.knownBy ?? learned.source;
  const isService = candidates.some(
    ({ source }) => source.name === knower && source.needs !== 'nothing',
  );
  return !before.mayChange && isService && namesOf(before).at(-1) === knower;
}

/** Addresses belong to the place: with those of the original nobody could log in to the copy. */
function stay(before: Remembered, learned: Learned, change: string): Decision {
  const known = unpacked(before.files);
  const files = learned.isPartial
    ? known
    : [
        ...known.filter((file) => !isNetwork(file)),
        ...runConfigFiles(learned).files.filter(isNetwork),
      ];
  const notice = `${change}; all that was learned until now stays; to be the new one: sudo k3os datasource adopt, and restart`;
  return {
    ...{ source: before.source, isRemembered: false, files },
    notices: [...(learned.notices ?? []), notice],
    ...(learned.isPartial
      ? {}
      : { keep: { ...before, files: packed(files), hasGateway: hasGateway(learned) } }),
  };
}

function accept(learned: Learned, change: string | undefined, at: string): Decision {
  const { files, notices } = runConfigFiles(learned);
  const { source, knownBy, instanceId, isFirstUserdata } = learned;
  const notice = `${change}; host name, keys and user-data are those of the new one, machine-id, ssh host keys and node password stay`;
  return {
    ...{ source, isRemembered: false, files },
    notices: [...notices, ...(change === undefined ? [] : [notice])],
    keep: {
      ...{ source, at, files: packed(files), hasGateway: hasGateway(learned) },
      ...(knownBy === undefined ? {} : { knownBy }),
      ...(instanceId === undefined ? {} : { instanceId }),
      ...(isFirstUserdata === undefined ? {} : { isFirstUserdata }),
    },
  };
}

function isNetwork({ path }: Pick<RunFile, 'path'>): boolean {
  return path === networkFile;
}

function hasNetwork({ files }: Remembered): boolean {
  return files.some(isNetwork);
}

function hasGateway({ interfaces = [] }: Learned): boolean {
  return interfaces.some(({ gateway = [] }) => gateway.length > 0);
}
