import { nearest } from '../lib/nearest.ts';
import { atItem, type Finding } from './finding.ts';
import { type Flag, findRemoved, flags, isOn, newestKnown, type Role } from './flag-table.ts';
import { type GivenFlag, parseBool } from './flags.ts';
import { minorsAhead, parseVersion, type Version } from './version.ts';

/** k3s keeps patching about three older minors: a new flag may be in their late releases. */
const patchedMinors = 4;

/** Whether k3s of this version knows each flag and can read its value. @param version undefined: not known */
export function checkFlags(
  role: Role,
  given: readonly GivenFlag[],
  version: Version | undefined,
): Finding[] {
  return given.flatMap((flag) => {
    const finding =
      flag.flag === undefined
        ? unknownFlag(flag, role, version)
        : (knownFlag(flag, flag.flag, role) ?? tooNew(flag, flag.flag, role, version));
    return [...(finding === undefined ? [] : [finding]), ...secretInArguments(flag)];
  });
}

function unknownFlag({ name, item }: GivenFlag, role: Role, version: Version | undefined): Finding {
  const at = atItem(item);
  const removed = findRemoved(name);
  if (removed !== undefined) {
    const message = `--${name} was removed from k3s in v${removed.removed}: ${removed.advice}`;
    return { severity: isOlder(version, removed.removed) ? 'warning' : 'error', at, message };
  }

  const advice = suggestion(name, role);
  return isNewer(version, newestKnown)
    ? {
        severity: 'warning',
        at,
        message: `--${name} is not among the flags of k3s up to v${newestKnown}${advice}`,
      }
    : { severity: 'error', at, message: `k3s ${role} has no flag --${name}${advice}` };
}

function suggestion(name: string, role: Role): string {
  const namesOf = (list: readonly Flag[]) => list.map((flag) => flag.name);
  const own = nearest(name, namesOf(flags.filter((flag) => isOn(flag, role))));
  if (own !== undefined) {
    return `, did you mean --${own}?`;
  }

  const other = nearest(name, namesOf(flags));
  return other === undefined ? '' : `; --${other} is for the other role only`;
}

function knownFlag(given: GivenFlag, flag: Flag, role: Role): Finding | undefined {
  const at = atItem(given.item);
  if (!isOn(flag, role)) {
    const message = `--${flag.name} is a flag of k3s ${flag.on} only, and this node is ${article(role)}`;
    return { severity: 'error', at, message };
  }
  if (given.value === undefined) {
    return { severity: 'error', at, message: `--${flag.name} needs a value` };
  }

  const reason = badValue(flag, given.value);
  if (reason !== undefined) {
    return { severity: 'error', at, message: `--${flag.name} ${reason}` };
  }
  return flag.renamed === undefined
    ? undefined
    : { severity: 'notice', at, message: `--${flag.name} is now called --${flag.renamed}` };
}

function article(role: Role): string {
  return role === 'agent' ? 'an agent' : 'a server';
}

const wholeNumber = /^[+-]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/;
const goDuration = /^[+-]?(0|([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h))+$/;

function badValue({ type }: Flag, value: string): string | undefined {
  if (type === 'bool') {
    return parseBool(value) === undefined ? 'takes =true or =false' : undefined;
  }
  if (type === 'int') {
    return wholeNumber.test(value) ? undefined : 'takes a whole number';
  }
  if (type === 'duration') {
    return goDuration.test(value) ? undefined : 'takes a duration such as 5m0s';
  }
  return value.startsWith('--')
    ? 'would take the next flag as its value: give it one, or write --flag=value'
    : undefined;
}

function tooNew(
  { item }: GivenFlag,
  flag: Flag,
  role: Role,
  version: Version | undefined,
): Finding | undefined {
  const since = (role === 'agent' ? flag.agentSince : undefined) ?? flag.since;
  const first = since === undefined ? undefined : parseVersion(since);
  if (version === undefined || first === undefined || minorsAhead(version, first) >= 0) {
    return undefined;
  }

  const at = atItem(item);
  const here = `v${version.major}.${version.minor}.${version.patch}`;
  if (flag.backports !== undefined) {
    return isBackported(flag.backports, version)
      ? undefined
      : {
          severity: 'error',
          at,
          message: `--${flag.name} is not in k3s ${here}: it came with v${flag.backports.join(', v')}`,
        };
  }
  return minorsAhead(first, version) > patchedMinors
    ? {
        severity: 'error',
        at,
        message: `--${flag.name} came with k3s v${since}, this node has ${here}`,
      }
    : {
        severity: 'warning',
        at,
        message: `--${flag.name} came with k3s v${since} and late releases before it; this node has ${here}, which may not know it`,
      };
}

function isBackported(backports: readonly string[], version: Version): boolean {
  return backports
    .map(parseVersion)
    .some(
      (known) =>
        known !== undefined && minorsAhead(version, known) === 0 && version.patch >= known.patch,
    );
}

function isOlder(version: Version | undefined, than: string): boolean {
  const limit = parseVersion(than);
  return version !== undefined && limit !== undefined && minorsAhead(version, limit) < 0;
}

function isNewer(version: Version | undefined, than: string): boolean {
  const limit = parseVersion(than);
  return version !== undefined && limit !== undefined && minorsAhead(version, limit) > 0;
}

const betterKey: Record<string, string> = {
  token: 'the key token',
  'agent-token': 'K3S_AGENT_TOKEN in environment',
  'datastore-endpoint': 'K3S_DATASTORE_ENDPOINT in environment',
  'etcd-s3-access-key': 'AWS_ACCESS_KEY_ID in environment',
  'etcd-s3-secret-key': 'AWS_SECRET_ACCESS_KEY in environment',
  'etcd-s3-session-token': 'AWS_SESSION_TOKEN in environment',
  'vpn-auth': 'K3S_VPN_AUTH in environment',
};

function secretInArguments({ flag, item }: GivenFlag): Finding[] {
  const better = flag?.secret ? betterKey[flag.name] : undefined;
  return better === undefined
    ? []
    : [
        {
          severity: 'warning',
          at: atItem(item),
          message: `--${flag?.name} puts a secret on a command line that every process can read: use ${better}`,
        },
      ];
}
