import type { Answered } from '../asking/ask.ts';
import { combine, type Learned } from './combine.ts';
import type { Outcome } from './record.ts';

/** What was asked, answered, and why one was chosen. User-data and vendor-data may hold secrets: how large they are is all. */
export function renderAnswered(answered: readonly Answered[]): string {
  const chosen = combine(answered);
  return [
    ...answered.flatMap((one) => [
      `${one.source.name}: ${verdictOn(one, chosen)} (${seconds(one.elapsedMs)})`,
      ...one.asked.map(
        ({ method, url, result, elapsedMs }) =>
          `  ${method} ${url}: ${result} (${seconds(elapsedMs)})`,
      ),
    ]),
    ...(chosen === undefined ? [] : ['', ...renderLearned(chosen)]),
  ].join('\n');
}

function verdictOn(one: Answered, chosen: Learned | undefined): string {
  if ('failure' in one) {
    return one.failure;
  }
  const isChosen = chosen?.source === one.source.name;
  const has = (one.data.userdata?.length ?? 0) > 0 ? 'has user-data' : 'has no user-data';
  return isChosen ? `${has}: it is the one that counts` : `${has}; another one counts`;
}

function renderLearned(learned: Learned): string[] {
  const { provider, instanceId, hostname, sshKeys = [], userdata, vendordata } = learned;
  const { interfaces = [], facts = {}, notices = [] } = learned;
  const lines: [string, string | undefined][] = [
    ['provider', provider],
    ['instance-id', instanceId],
    ['hostname', hostname],
    ...sshKeys.map((key): [string, string] => ['ssh key', shortened(key)]),
    ['user-data', userdata && `${userdata.length} bytes`],
    ['vendor-data', vendordata && `${vendordata.length} bytes, not used`],
    ...interfaces.map((one): [string, string] => ['interface', JSON.stringify(one)]),
    ...Object.entries(facts),
    ...notices.map((notice): [string, string] => ['notice', notice]),
  ];
  return lines.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${`${name}:`.padEnd(14)} ${value}`],
  );
}

/** Kind and comment are what people know their keys by. */
function shortened(key: string): string {
  const [kind = '', body = '', ...comment] = key.split(' ');
  return [kind, body.length > 24 ? `${body.slice(0, 8)}…${body.slice(-8)}` : body, ...comment].join(
    ' ',
  );
}

/** For the consoles, when the machine starts. */
export function outcomeLines({ source, isRemembered, failures, notices }: Outcome): string[] {
  const prefix = 'k3os datasource:';
  return [
    ...failures.map((failure) => `${prefix} ${source === undefined ? 'FAILED: ' : ''}${failure}`),
    ...notices.map((notice) => `${prefix} note: ${notice}`),
    ...(source === undefined
      ? []
      : [`${prefix} ${source}${isRemembered ? ', as it was learned earlier' : ''}`]),
  ];
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
